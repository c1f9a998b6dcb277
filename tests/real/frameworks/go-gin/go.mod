module app

go 1.19

require github.com/gin-gonic/gin v1.8.1
require github.com/lib/pq v1.10.7
