import os
import a.b, c . d . e
import x.y as z
from models import User as U, Call
from . import local
from .. import up as higher
from .sub.deep import (one,
                       two as zwei,)
from ...far import *
from __future__ import annotations
import typing as t
from typing import TYPE_CHECKING
#= import os * as os
#= import a * as a
#= import a.b -
#= import c * as c
#= import c.d.e -
#= import x.y * as z
#= import models User as U
#= import models Call as Call
#= import . local as local
#= import .. up as higher
#= import .sub.deep one as one
#= import .sub.deep two as zwei
#= import ...far *
#= import __future__ annotations as annotations
#= import-of higher in module
#! import-of User
#! import os -

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    import heavy.module
else:
    from runtime import thing
if t.TYPE_CHECKING:
    from other import Other
#= import sqlalchemy.orm Session as Session type-only
#= import heavy.module - type-only
#= import runtime thing as thing
#= import other Other as Other type-only

def late():
    from database import get_db
    return get_db
try:
    import fast
except ImportError:
    fast = None
class K:
    import inside
#= import database get_db as get_db
#= import-of get_db in late
#= import-of fast in module @try
#= assign fast = null in module @catch
#= import-of inside in class K @class
