package api

func handle(w http.ResponseWriter, r *http.Request) error {
//= let err = load() in block
//= region then 8-10 test (err != null) returns in handle
//= region else 10-13 test (err != null) pair then 8 in handle
//= region then 10-12 test (err == io.EOF) throws @else in handle
	if err := load(); err != nil {
		return err
	} else if err == io.EOF {
		panic(err)
	} else {
	}
	_, n := two(), 1
	n++
//= augment n in handle
//= region loop 19-22 test users flags 1 breaks in handle
//= each u = users in block @loop
	for i, u := range users {
		u.Name = i
		break
	}
//= assign u.Name = i in block @loop
//= region loop 25-25 test (j < 3) in handle
	for j := 0; j < 3; j++ {}
//= region loop 27-27 test rows.Next() in handle
	for rows.Next() {}
//= region case 32-33 test ("a" | "b") subject kind returns in handle
//= region case 34-35 subject kind returns in handle
//= call see(2) discard in handle @then
	switch kind := kindOf(r); kind {
	case "a", "b":
		return nil
	default:
		return errors.New("x")
	}
//= region then 39-40 test (len(users) == 0) in handle
	switch {
	case len(users) == 0:
		see(2)
	}
//= let v: User in block @case
//= let v = x in block @case
	switch v := x.(type) {
	case *User:
		see(v)
	case int, nil:
		see(v)
	}
//= let m = <-ch part [0] in block @case
//= let ok = <-ch part [1] in block @case
	select {
	case m, ok := <-ch:
		see(m, ok)
	case ch <- 1:
	}
//= let p = x as User part [0] in handle
	p, ok := x.(*User)
//= assign a = b in module
//= assign b = a in module
	a, b = b, a
//= call see("x" as []byte, r, list[0], other(list, 1, 2), *rest) discard in handle
	see([]byte("x"), &*r, list[0], list[1:2], rest...)
loop:
	for {
		continue loop
	}
}
