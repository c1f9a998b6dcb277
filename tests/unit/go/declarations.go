package store

import (
	"database/sql"
	"time"
)

//= class Base 22-24 ()
//= class Patient 26-30 (Base, sql.DB)
//= class Store 32-35 (Querier)
//= class Kind 37-37 (underlying=int)
//= class List 38-38 (underlying=[]Patient)
//= field ID: int64 = "db:"id"" in class Base @class
//= field Base: Base in class Patient @class
//= field DB: sql.DB in class Patient @class
//= field Name: string = "json:"name,omitempty" db:"name"" in class Patient @class
//= field Mail: string = "json:"name,omitempty" db:"name"" in class Patient @class
//= field Tags: map[][]Base in class Patient @class
//= function Get 34-34 method abstract of Store -> [Patient, error]
//= const Alias = sql.DB in module

type Base struct {
	ID int64 `db:"id"`
}

type Patient struct {
	Base
	*sql.DB
	Name, Mail string `json:"name,omitempty" db:"name"`; Tags map[string][]*Base
}

type Store interface {
	Querier
	Get(id int64) (*Patient, error)
}

type Kind int
type List []Patient
type Alias = sql.DB

//= const Open: Kind = 0 in module
//= const Closed: Kind = 1 in module
//= const Last: Kind = 3 in module
const (
	Open Kind = iota
	Closed
	_
	Last
)

//= const KB = (1 << other()) in module
const KB = 1 << iota

//= const table = "patients" in module
//= const query = ("SELECT * FROM " + table) in module
const table, query = "patients", "SELECT * FROM " + table

//= var db: *sql.DB in module
//= var a: int = 1 in module
//= var b: int = 2 in module
//= var rows = load() part [0] in module
//= var err = load() part [1] in module
var (
	db         *sql.DB
	a, b       int = 1, 2
	rows, err      = load()
)

//= class  71-71 ()
//= field At: time.Time in class  @class
var anonymous struct{ At time.Time }
