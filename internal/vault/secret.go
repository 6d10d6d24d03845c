package vault

// Secret gives a server secret for a purpose (32 bytes, for HMAC) and the id to
// find it by later. It is derived from the primary master key and kept nowhere.
func (v *Vault) Secret(purpose string) (id string, key []byte) {
	id = v.keys.PrimaryID()
	key, _ = v.SecretByID(purpose, id) // the primary is there as long as the vault is open
	return id, key
}

// SecretByID gives the secret that Secret gave under an id. Former master keys
// still answer after a rotation; false once the key is retired.
func (v *Vault) SecretByID(purpose, id string) (key []byte, ok bool) {
	return v.keys.Derive(id, purpose)
}
