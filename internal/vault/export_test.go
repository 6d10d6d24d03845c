package vault

// SetBatch makes the steps of Rotate and Check small.
func (v *Vault) SetBatch(n int) { v.batch = n }
