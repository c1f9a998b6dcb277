# Writes the assembler source of the table that embed.h declares: the bytes of every file come in through .incbin,
# so no text is escaped and the compiler reads none of it. Input: paths, sorted by bytes, one a line.
# .dc.a is a number as wide as an address; one entry is path, text, length.
BEGIN {
	print "\t.section .rodata"
}
{
	n++
	printf ".Lpath%d:\t.asciz \"%s\"\n", NR, $0
	printf ".Ltext%d:\t.incbin \"%s\"\n.Lend%d:\t.byte 0\n", NR, $0, NR
}
END {
	# Addresses are filled in at load time, so the table lies where that is allowed.
	print "\t.section .data.rel.ro.local, \"aw\""
	print "\t.balign 16"
	print "\t.globl embedded_files\n\t.type embedded_files, @object"
	print "embedded_files:"
	for (i = 1; i <= n; i++)
		printf "\t.dc.a .Lpath%d, .Ltext%d, .Lend%d - .Ltext%d\n", i, i, i, i
	print "\t.dc.a 0, 0, 0"
	print "\t.size embedded_files, . - embedded_files"
	print "\t.section .note.GNU-stack, \"\", @progbits"
}
