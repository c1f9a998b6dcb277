module app

go 1.19

require github.com/go-chi/chi/v5 v5.0.7
require github.com/lib/pq v1.10.7
