package broken

//= errors 2 first 9
//= function ok 12-14 returns
//= return 1 in ok

func bad( {
	x := := 3
	foo(((
}

func ok() int {
	return 1
}
