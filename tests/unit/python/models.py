from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column, relationship


class Base(orm.DeclarativeBase, metaclass=Meta):
    pass
#= class Base 5-6 (orm.DeclarativeBase, metaclass=Meta)


class Call(Base):
    """A call."""
    __tablename__ = "calls"
    id: Mapped[int] = mapped_column(primary_key=True)
    name = Column("full_name", String(50), nullable=False)
    business: Mapped["Business"] = relationship(back_populates="calls")
    others: Mapped[list["Call"]] = relationship()
    text_type: "Mapped[Optional[orm.Business] | None]"
    dotted: orm.Mapped["Business"]
    mode: Literal["read", "write"] = "read"
    key: Annotated[str, "docs"]
    hook: Callable[[int, "Call"], None]
    sentence: "not a type"
    one = two = 3
#= field __tablename__ = "calls" in class Call @class
#= field id: Mapped<int> = mapped_column(primary_key=true) in class Call @class
#= field name = Column("full_name", String(50), nullable=false) in class Call @class
#= field business: Mapped<Business> = relationship(back_populates="calls") in class Call @class
#= field others: Mapped<list<Call>> = relationship() in class Call @class
#= field text_type: Mapped<(Optional<orm.Business> | null)> in class Call @class
#= field dotted: orm.Mapped<Business> in class Call @class
#= field mode: Literal<"read", "write"> = "read" in class Call @class
#= field key: Annotated<str, "docs"> in class Call @class
#= field hook: Callable<[int, Call], null> in class Call @class
#= field sentence: "not a type" in class Call @class
#= field one = 3 in class Call @class
#= field two = 3 in class Call @class
#= call mapped_column(primary_key=true) assigned in module @class

    size = property(lambda self: self._size)

    def __init__(self, name: str = "x"):
        self.name: str = name
        self.calls[0].name = name
#= function __init__ 41-43 method constructor of Call
#= def __init__ in class Call @class
#= assign self.name: str = name in __init__
#= assign self.calls[0].name = name in __init__

    @property
    def label(self) -> str:
        return self.name

    @label.setter
    def label(self, value): self.name = value

    @staticmethod
    def make(name): return Call(name)

    @classmethod
    async def load(cls, id): return await cls.get(id)

    @functools.cached_property
    def total(self): return 1

    @other.setter
    def strange(self): pass

    class Meta:
        ordering = ["id"]

        def inner(self):
            def local(): pass
            return local
#= function label 50-51 method property of Call -> str returns
#= function label 54-54 method property of Call
#= function make 57-57 method static of Call returns
#= function load 60-60 async method classmethod of Call returns
#= function total 63-63 method property of Call returns
#= function strange 66-66 method of Call
#= function inner 71-73 method of Meta returns
#= function local 72-72 in inner
#= def local in inner
#= class Meta 68-73 ()
#= class-def Meta in class Call @class
#= field ordering = ["id"] in class Meta @class @class
