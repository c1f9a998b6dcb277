"""What SQLAlchemy does with names a model does not have: a line per fact, "fact: what came of it"."""
import os

import psycopg2
from sqlalchemy import Column, Integer, String, create_engine, select, text
from sqlalchemy.dialects import postgresql
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
        print(f"{fact}: {getattr(getattr(error, 'orig', None), 'pgcode', None) or type(error).__name__}")


session = Session()
tell("attribute of the class", lambda: Call.start_time)
tell("attribute of an object", lambda: Call().start_time)
tell("keyword", lambda: Call(start_time=1))
tell("filter_by", lambda: session.query(Call).filter_by(start_time=1))
tell("in a select", lambda: select(Call).where(Call.start_time == 1))
tell("query of a plain base", lambda: Call.query)


def compiled(sql):
    return str(text(sql).compile(dialect=postgresql.dialect(paramstyle="named")))


def run(sql, **values):
    with engine.connect() as connection:
        return connection.execute(text(sql), values).fetchall()


engine = create_engine("postgresql+psycopg2://", creator=lambda: psycopg2.connect(os.environ["DATABASE_URL"]))
tell("named and double colon", lambda: compiled("SELECT :embedding::vector"))
tell("one letter and double colon", lambda: compiled("SELECT :x::int"))
tell("json literal", lambda: run("SELECT '{\"a\":1}'"))
tell("time literal", lambda: run("SELECT '12:30:00'"))
tell("comment", lambda: run("SELECT 1 -- :todo"))
tell("escaped colon", lambda: run("SELECT '{\"a\"\\:1}'"))
tell("name without value", lambda: run("SELECT :a, :b", a=1))
tell("value without name", lambda: run("SELECT :a", a=1, b=2))
tell("percent", lambda: run("SELECT 5 % 3"))
tell("percent s", lambda: run("SELECT %s"))
tell("list after IN", lambda: run("SELECT 1 WHERE 1 IN :ids", ids=[1, 2]))
tell("tuple after IN", lambda: run("SELECT 1 WHERE 1 IN :ids", ids=(1, 2)))
tell("sorted by a value", lambda: run("SELECT 1 AS id ORDER BY :c", c="id"))
