"""What SQLAlchemy does with names a model does not have: a line per fact, "fact: what came of it"."""
from sqlalchemy import Column, Integer, String, select, text
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class Call(Base):
    __tablename__ = "calls"
    id = Column(Integer, primary_key=True)
    caller = Column(String(40))


def tell(fact, run):
    try:
        print(f"{fact}: {run()}")
    except Exception as error:
        print(f"{fact}: {type(error).__name__}")


session = Session()
tell("attribute of the class", lambda: Call.start_time)
tell("attribute of an object", lambda: Call().start_time)
tell("keyword", lambda: Call(start_time=1))
tell("filter_by", lambda: session.query(Call).filter_by(start_time=1))
tell("in a select", lambda: select(Call).where(Call.start_time == 1))
tell("query of a plain base", lambda: Call.query)
tell("named and double colon", lambda: list(text("SELECT :embedding::vector")._bindparams))
