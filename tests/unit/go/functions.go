package store

//= function module 1-41
//= function Open 17-21 method of Server -> [db=sql.DB, err=error] returns
//= function Map 23-25 -> []U returns
//= function each 27-32 throws
//= parameter Open.0 ctx: context.Context
//= parameter Open.1 a: string
//= parameter Open.2 b: string
//= parameter Open.3 *rest: []any
//= parameter each.0 : http.ResponseWriter
//= const s: Server in Open
//= var db: sql.DB in Open
//= return [db, err] in Open
//= def Open in class Server @class
//= class Server 0-0 ()
func (s *Server[T]) Open(ctx context.Context, a, b string, rest ...any) (db *sql.DB, err error) {
	db, err = sql.Open(a, b)
//= assign db = sql.Open(a, b) part [0] in Open
	return
}

func Map[T, U any](list []T, f func(T) U) []U {
	return nil
}

func each(http.ResponseWriter, *Server[int]) {
	go audit(1)
	defer func() { recover() }()
	s := &Server[int]{db: db, list: []int{1, 2}, at: map[string]Point{"a": {1, 2}}, run: func() error { return nil }}
	panic("x")
}

//= call audit(1) detached in each
//= let s = {db: db, list: [1, 2], at: {a: {1, 2}}, run: fn:run} in each
//= throw "x" in each
//= function run 30-30 in each -> error returns
func init() { Map[int, string](nil, nil) }
//! def init
func init() {}
