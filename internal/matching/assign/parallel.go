package assign

import (
	"runtime"
	"sync"
)

// cores is the number of parts split makes.
func cores() int { return runtime.GOMAXPROCS(0) }

// split calls work for as many runs of 0 … n as there are cores and waits.
// What work finds must not depend on where the cuts fall.
func split(n int, work func(part, from, to int)) {
	parts := cores()
	if n < 512 || parts == 1 {
		work(0, 0, n)
		for k := 1; k < parts; k++ {
			work(k, n, n)
		}
		return
	}
	var wait sync.WaitGroup
	for k := range parts {
		wait.Go(func() { work(k, n*k/parts, n*(k+1)/parts) })
	}
	wait.Wait()
}
