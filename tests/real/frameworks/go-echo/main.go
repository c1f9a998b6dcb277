package main

import (
	"database/sql"
	"net/http"
	"os"

	"github.com/labstack/echo/v4"
	_ "github.com/lib/pq"
)

var db *sql.DB

func titles() ([]string, error) {
	rows, err := db.Query("SELECT title FROM calls")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	titles := []string{}
	for rows.Next() {
		var title string
		if err := rows.Scan(&title); err != nil {
			return nil, err
		}
		titles = append(titles, title)
	}
	return titles, rows.Err()
}

func count() int {
	var n int
	db.QueryRow("SELECT count(*) FROM calls").Scan(&n)
	return n
}

func main() {
	db, _ = sql.Open("postgres", os.Getenv("DATABASE_URL"))
	e := echo.New()
	e.GET("/dropped", func(c echo.Context) error {
		return c.JSON(http.StatusOK, count())
	})
	e.GET("/text", func(c echo.Context) error {
		list, err := titles()
		if err != nil {
			return echo.NewHTTPError(http.StatusInternalServerError, err.Error())
		}
		return c.JSON(http.StatusOK, list)
	})
	e.GET("/fixed", func(c echo.Context) error {
		list, err := titles()
		if err != nil {
			return err
		}
		return c.JSON(http.StatusOK, list)
	})
	e.GET("/panics", func(c echo.Context) error {
		list, err := titles()
		if err != nil {
			panic(err)
		}
		return c.JSON(http.StatusOK, list)
	})
	e.GET("/missing", func(c echo.Context) error {
		list, err := titles()
		if err != nil {
			return echo.ErrNotFound
		}
		return c.JSON(http.StatusOK, list)
	})
	e.GET("/success", func(c echo.Context) error {
		list, err := titles()
		if err != nil {
			return c.JSON(http.StatusOK, []string{})
		}
		return c.JSON(http.StatusOK, list)
	})
	e.Start("127.0.0.1:" + os.Getenv("PORT"))
}
