plain = 'it''s'
prefixed = u"a", b"b\x21", r"\d\n", Rb"\q", BR'\w'
escapes = "tab\tnew\nquote\"\x41\u00e9\101\q back\\ end"
continued = "one \
two"
triple = """first
  "second" 'third'"""
joined = ("SELECT a, "   # the columns
          'b '
          r"FROM t WHERE x ~ '\d'")
name = f"SELECT {column!r} FROM {schema.table:>10} {{literal}} {a + 1=}"
nested = f"{x['key']} {f'{y}'} {z!s:{width}} {call(1)}"
mixed = ("SELECT {a} " f"FROM {t}" ' WHERE id = %s')
raw = rf"\d{n}\w"
no_hole = f"nothing"
percent = "SELECT %s" % table
percents = "SELECT %s, %s" % (a, b)
formatted = "SELECT {}".format(table)
added = "SELECT " + column + ' FROM t'
empty = ''
empty_f = f""
lines = f"""
  {first}
  second"""
"a statement of its own"
#= assign plain = "its" in module
#= assign prefixed = ["a", b"b!", "\d\n", b"\q", b"\w"] in module
#= assign continued = "one two" in module
#= assign triple = "first\n  "second" 'third'" in module
#= assign joined = "SELECT a, b FROM t WHERE x ~ '\d'" in module
#= assign name = f"SELECT {column} FROM {schema.table} {literal} {(a + 1)}" in module
#= assign nested = f"{x["key"]} {f"{y}"} {z} {call(1)}" in module
#= assign mixed = f"SELECT {a} FROM {t} WHERE id = %s" in module
#= assign raw = f"\d{n}\w" in module
#= assign no_hole = f"nothing" in module
#= assign percent = ("SELECT %s" % table) in module
#= assign percents = ("SELECT %s, %s" % [a, b]) in module
#= assign formatted = "SELECT {}".format(table) in module
#= assign added = (("SELECT " + column) + " FROM t") in module
#= assign empty = "" in module
#= assign empty_f = f"" in module
#= assign lines = f"\n  {first}\n  second" in module
#= call call(1) not in module
#! a statement of its own
