/* A digest of everything the program was built from: sources, rules, packs, schemas. Made by the Makefile. */
#ifndef PLUMBLINE_BUILD_ID_H
#define PLUMBLINE_BUILD_ID_H

extern const char build_id[];

#endif
