// Runs each query and prints a program that sends, with node-postgres, what the library sent: one function per query, by its name. DATABASE_URL is a database
// with builders/schema.sql in it.
package main

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"sort"

	"github.com/jinzhu/gorm"
	_ "github.com/jinzhu/gorm/dialects/postgres"
	"github.com/lib/pq"
)

var sent []string

// A connection that writes down what it is asked.
type listening struct{ driver.Conn }

func (c listening) Prepare(query string) (driver.Stmt, error) {
	sent = append(sent, query)
	return c.Conn.Prepare(query)
}

type listener struct{}

func (listener) Open(name string) (driver.Conn, error) {
	c, err := pq.Open(name)
	return listening{c}, err
}

var own = regexp.MustCompile(`(?i)^\s*(begin|commit|rollback|select version)`)

func main() {
	sql.Register("listener", listener{})
	conn, err := sql.Open("listener", os.Getenv("DATABASE_URL"))
	if err == nil {
		err = conn.Ping()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	db, err := gorm.Open("postgres", conn)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	db.LogMode(false)
	fmt.Println("const { Pool } = require('pg');\nconst pool = new Pool();")
	names := []string{}
	for name := range queries {
		names = append(names, name)
	}
	sort.Strings(names)
	failed := false
	for _, name := range names {
		sent = nil
		if err := queries[name](db); err != nil && !gorm.IsRecordNotFoundError(err) {
			fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
			failed = true
		}
		fmt.Printf("exports.%s = async () => {\n", name)
		for _, text := range sent {
			if !own.MatchString(text) {
				quoted, _ := json.Marshal(text)
				fmt.Printf("  await pool.query(%s);\n", quoted)
			}
		}
		fmt.Println("};")
	}
	if failed {
		os.Exit(1)
	}
}
