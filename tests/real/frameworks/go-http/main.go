package main

import (
	"database/sql"
	"encoding/json"
	"net/http"
	"os"

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

func dropped(w http.ResponseWriter, r *http.Request) {
	json.NewEncoder(w).Encode(count())
}

func text(w http.ResponseWriter, r *http.Request) {
	list, err := titles()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	json.NewEncoder(w).Encode(list)
}

func fixed(w http.ResponseWriter, r *http.Request) {
	list, err := titles()
	if err != nil {
		http.Error(w, "failed", http.StatusInternalServerError)
		return
	}
	json.NewEncoder(w).Encode(list)
}

func panics(w http.ResponseWriter, r *http.Request) {
	list, err := titles()
	if err != nil {
		panic(err)
	}
	json.NewEncoder(w).Encode(list)
}

func missing(w http.ResponseWriter, r *http.Request) {
	list, err := titles()
	if err != nil {
		http.NotFound(w, r)
		return
	}
	json.NewEncoder(w).Encode(list)
}

func success(w http.ResponseWriter, r *http.Request) {
	list, err := titles()
	if err != nil {
		json.NewEncoder(w).Encode([]string{})
		return
	}
	json.NewEncoder(w).Encode(list)
}

func main() {
	db, _ = sql.Open("postgres", os.Getenv("DATABASE_URL"))
	http.HandleFunc("/dropped", dropped)
	http.HandleFunc("/text", text)
	http.HandleFunc("/fixed", fixed)
	http.HandleFunc("/panics", panics)
	http.HandleFunc("/missing", missing)
	http.HandleFunc("/success", success)
	http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil)
}
