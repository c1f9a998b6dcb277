# plumbline-ignore sql/unknown-column: the view is made at run time

# another comment
a = query("x")
b = query("y")  # plumbline-ignore guard/unguarded-query: a script
c = "# plumbline-ignore not/this: inside a string"
# plumbline-ignore no/reason
d = 1
#= suppression sql/unknown-column: the view is made at run time 1 covers 4
#= suppression guard/unguarded-query: a script 5 covers 5
#= suppression no/reason:  7 covers 8
#! suppression not/this
