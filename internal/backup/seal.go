package backup

import (
	"bufio"
	"bytes"
	"io"

	"filippo.io/age"
)

// encrypt wraps w for the recipients; without any, it passes everything on.
// opened gives what opens the result again in this process, for the check
// after writing: the file's own key, which nobody else learns this way.
func encrypt(w io.Writer, recipients []age.Recipient) (sealed io.WriteCloser, opened func() []age.Identity, err error) {
	if len(recipients) == 0 {
		return plainCloser{w}, func() []age.Identity { return nil }, nil
	}
	keeper := &keeping{Recipient: recipients[0]}
	sealed, err = age.Encrypt(w, append([]age.Recipient{keeper}, recipients[1:]...)...)
	return sealed, func() []age.Identity {
		return []age.Identity{age.NewInjectedFileKeyIdentity(keeper.key)}
	}, err
}

type plainCloser struct{ io.Writer }

func (plainCloser) Close() error { return nil }

// keeping is a recipient that keeps the file key which it wraps.
type keeping struct {
	age.Recipient
	key []byte
}

// WrapWithLabels implements age.RecipientWithLabels for every recipient.
func (k *keeping) WrapWithLabels(fileKey []byte) ([]*age.Stanza, []string, error) {
	k.key = bytes.Clone(fileKey)
	if labelled, ok := k.Recipient.(age.RecipientWithLabels); ok {
		return labelled.WrapWithLabels(fileKey)
	}
	stanzas, err := k.Recipient.Wrap(fileKey)
	return stanzas, nil, err
}

// ageMagic begins every encrypted archive.
const ageMagic = "age-encryption.org/v1\n"

// decrypt passes on what is not encrypted.
func decrypt(r *bufio.Reader, keys []age.Identity) (io.Reader, error) {
	start, err := r.Peek(len(ageMagic))
	if err != nil || string(start) != ageMagic {
		return r, nil // too short is found out by whoever reads on
	}
	if len(keys) == 0 {
		return nil, &Refusal{"The backup is encrypted", "name the file of the age identity with --identity"}
	}
	return age.Decrypt(r, keys...)
}
