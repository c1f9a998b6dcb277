// Queries of GORM 1, as Debian has it. Each function sends one statement.
package main

import "github.com/jinzhu/gorm"

type User struct {
	ID     uint
	Email  string
	Name   *string
	Tries  int
	Posts  []Post
}

type Post struct {
	ID     uint
	UserID uint
	Title  string
}

type Tag struct {
	ID   uint
	Word string
}

func all(db *gorm.DB) error {
	var out []User
	return db.Find(&out).Error
}

func one(db *gorm.DB) error {
	var out User
	return db.Where("email = ? AND tries > ?", "a@x", -1).First(&out).Error
}

func byKey(db *gorm.DB) error {
	var out User
	return db.First(&out, 1).Error
}

func byStruct(db *gorm.DB) error {
	var out []User
	return db.Where(&User{Email: "a@x"}).Or(map[string]interface{}{"name": "b"}).Find(&out).Error
}

func list(db *gorm.DB) error {
	var out []User
	return db.Where("id IN (?)", []int{1, 2}).Not("tries", 7).Order("tries desc").Limit(5).Offset(0).Find(&out).Error
}

func selected(db *gorm.DB) error {
	var out []Post
	return db.Select("title, user_id").Where("title LIKE ?", "%").Find(&out).Error
}

func joined(db *gorm.DB) error {
	var out []Post
	return db.Select("posts.title").Joins("JOIN users ON users.id = posts.user_id AND users.email = ?", "a@x").Find(&out).Error
}

func grouped(db *gorm.DB) error {
	rows, err := db.Table("posts").Select("user_id, count(*) AS n").Group("user_id").Having("count(*) > ?", 0).Rows()
	if err == nil {
		rows.Close()
	}
	return err
}

func counted(db *gorm.DB) error {
	var n int
	return db.Model(&Post{}).Where("user_id = ?", 1).Count(&n).Error
}

func plucked(db *gorm.DB) error {
	var words []string
	return db.Model(&Tag{}).Pluck("word", &words).Error
}

func branches(db *gorm.DB) error {
	var out []User
	q := db.Model(&User{})
	if db != nil {
		q = q.Where("tries >= ?", 0)
	}
	return q.Scopes(named).Find(&out).Error
}

func named(db *gorm.DB) *gorm.DB { return db.Where("name IS NOT NULL") }

func add(db *gorm.DB) error { return db.Create(&Tag{Word: "g1"}).Error }

func change(db *gorm.DB) error { return db.Model(&User{}).Where("id = ?", 1).Update("tries", 3).Error }

func changes(db *gorm.DB) error {
	return db.Model(&User{}).Where("id = ?", 1).Updates(map[string]interface{}{"name": "c", "tries": gorm.Expr("tries + ?", 1)}).Error
}

func save(db *gorm.DB) error { return db.Save(&Post{ID: 1, UserID: 1, Title: "t"}).Error }

func remove(db *gorm.DB) error { return db.Where("word = ?", "nothing").Delete(&Tag{}).Error }

func removeByKey(db *gorm.DB) error { return db.Delete(&Tag{}, "id = ?", 999).Error }

func raw(db *gorm.DB) error {
	var out []User
	return db.Raw("SELECT id, name FROM users WHERE tries > ?", 0).Scan(&out).Error
}

func exec(db *gorm.DB) error { return db.Exec("UPDATE users SET name = ? WHERE id = ?", "x", 1).Error }

var queries = map[string]func(*gorm.DB) error{"all": all, "one": one, "byKey": byKey, "byStruct": byStruct, "list": list, "selected": selected, "joined": joined, "grouped": grouped, "counted": counted,
	"plucked": plucked, "branches": branches, "add": add, "change": change, "changes": changes, "save": save, "remove": remove, "removeByKey": removeByKey, "raw": raw, "exec": exec}
