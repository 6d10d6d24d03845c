package assigntest

import "runtime"

// OnOneCore runs a function with one core. Not for tests that run in parallel.
func OnOneCore[T any](run func() (T, error)) (T, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	return run()
}
