package broken

//= errors 3 first 7
//= function ok 12-14 -> int returns
//= return 1 in ok

func bad( {
	x := := 3
	foo(((
}

func ok() int {
	return 1
}
