//go:build linux

package main

//= import fmt * as fmt
//= import database/sql * as sql
//= import github.com/go-chi/chi/v5 * as chi
//= import gopkg.in/yaml.v3 * as yaml
//= import github.com/redis/go-redis/v9 * as redis
//= import github.com/jackc/pgx/v5/pgxpool * as pgxpool
//= import github.com/lib/pq -
//= import strings *
//= import example.com/app/internal/store * as st
//= import-of st in module
import "fmt"
import (
	"database/sql"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	_ "github.com/lib/pq" // the driver
	"github.com/redis/go-redis/v9"
	"gopkg.in/yaml.v3"

	st `example.com/app/internal/store`
	. "strings"
)

//= const quoted = "tab	here "é" " in module
//= const raw = "no \n escape\nsecond" in module
const quoted = "tab\there \"\u00e9\" \a"
const raw = `no \n escape
second`

//= suppression query/unknown-column: made by hand 36 covers 37
// plumbline-ignore query/unknown-column: made by hand
var q = "SELECT nam FROM patients"
