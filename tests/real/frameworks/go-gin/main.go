package main

import (
	"database/sql"
	"net/http"
	"os"

	"github.com/gin-gonic/gin"
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
	r := gin.Default()
	r.GET("/dropped", func(c *gin.Context) {
		c.JSON(http.StatusOK, count())
	})
	r.GET("/text", func(c *gin.Context) {
		list, err := titles()
		if err != nil {
			c.JSON(http.StatusInternalServerError, gin.H{"error": err.Error()})
			return
		}
		c.JSON(http.StatusOK, list)
	})
	r.GET("/fixed", func(c *gin.Context) {
		list, err := titles()
		if err != nil {
			c.AbortWithError(http.StatusInternalServerError, err)
			return
		}
		c.JSON(http.StatusOK, list)
	})
	r.GET("/panics", func(c *gin.Context) {
		list, err := titles()
		if err != nil {
			panic(err)
		}
		c.JSON(http.StatusOK, list)
	})
	r.GET("/missing", func(c *gin.Context) {
		list, err := titles()
		if err != nil {
			c.AbortWithStatus(http.StatusNotFound)
			return
		}
		c.JSON(http.StatusOK, list)
	})
	r.GET("/success", func(c *gin.Context) {
		list, err := titles()
		if err != nil {
			c.JSON(http.StatusOK, []string{})
			return
		}
		c.JSON(http.StatusOK, list)
	})
	r.Run("127.0.0.1:" + os.Getenv("PORT"))
}
