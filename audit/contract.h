/* What a finished run knows of a program, as a snapshot's contract: its statements, what an ORM's name, the columns INSERTs give, the migrations it comes with. */
#ifndef PLUMBLINE_CONTRACT_H
#define PLUMBLINE_CONTRACT_H

#include "snapshot_file.h"
#include "store/db.h"

/* Adds to snapshot->statement; `migrations`: also the tree's own migrations, as records of their tools without a table. */
bool contract_collect(struct snapshot *snapshot, struct db *facts, bool migrations, struct err *err);

#endif
