module app

go 1.19

require github.com/labstack/echo/v4 v4.2.1
require github.com/lib/pq v1.10.7
