package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"filippo.io/age"
)

// maxMember bounds what is read at once; one row may be larger than memberSize.
const maxMember = 256 << 20

// walk reads an archive to its very end and calls f for every member. All that
// is wrong with the bytes is ErrDamaged.
func walk(path string, keys []age.Identity, f func(name string, content []byte) error) error {
	file, err := os.Open(path)
	if err != nil {
		return &Refusal{fmt.Sprintf("The backup cannot be read (%v)", err), "correct the path, or give this user the right to read it"}
	}
	defer file.Close() // only read
	decrypted, err := decrypt(bufio.NewReaderSize(file, 1<<16), keys)
	if err != nil {
		return decryptionFailed(err)
	}
	plain := bufio.NewReaderSize(decrypted, 1<<16)
	unpacked, err := gzip.NewReader(plain)
	if err != nil {
		return damaged(err)
	}
	unpacked.Multistream(false)
	if err := walkMembers(tar.NewReader(unpacked), f); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, unpacked); err != nil { // the checksum comes last
		return damaged(err)
	}
	if _, err := plain.ReadByte(); !errors.Is(err, io.EOF) {
		return damaged(errors.New("something follows its end"))
	}
	return nil
}

func walkMembers(archive *tar.Reader, f func(name string, content []byte) error) error {
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return damaged(err)
		}
		content, err := readMember(archive, header)
		if err == nil {
			err = f(header.Name, content)
		}
		if err != nil {
			return err
		}
	}
}

func readMember(r io.Reader, h *tar.Header) ([]byte, error) {
	if h.Size > maxMember {
		return nil, damaged(fmt.Errorf("%s is too large", h.Name))
	}
	content, err := io.ReadAll(r)
	return content, damaged(err)
}

func damaged(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}

func decryptionFailed(err error) error {
	var wrong *age.NoIdentityMatchError
	if errors.As(err, &wrong) {
		return &Refusal{"The backup is encrypted for somebody else", "name the file of the right age identity with --identity"}
	}
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return err
	}
	return damaged(err)
}

// verify reads an archive to its end and compares everything in it with its
// manifest, which it returns.
func verify(path string, keys []age.Identity) (*Manifest, error) {
	v := &verifier{tables: map[string]*tally{}}
	if err := walk(path, keys, v.member); err != nil {
		return nil, err
	}
	if v.manifest == nil {
		return nil, damaged(errors.New("it has no end"))
	}
	return v.manifest, damaged(v.compare())
}

type verifier struct {
	members  []Member
	tables   map[string]*tally
	manifest *Manifest
}

func (v *verifier) member(name string, content []byte) error {
	if v.manifest != nil {
		return damaged(fmt.Errorf("%s follows the manifest", name))
	}
	if len(v.members) == 0 && (name != formatName || string(content) != formatText) {
		return &Refusal{"The file is not a backup that this program can read", "choose another file, or a later version of the program"}
	}
	if name == manifestName {
		v.manifest = &Manifest{}
		return damaged(json.Unmarshal(content, v.manifest))
	}
	sum := sha256.Sum256(content)
	v.members = append(v.members, Member{name, int64(len(content)), hex.EncodeToString(sum[:])})
	if table := tableOf(name); table != "" {
		return v.count(table, content)
	}
	return nil
}

// tableOf tells which table a member's rows belong to.
func tableOf(name string) string {
	parts := strings.Split(name, "/")
	if len(parts) != 3 || parts[0] != "tables" {
		return ""
	}
	return parts[1]
}

func (v *verifier) count(table string, content []byte) error {
	if v.tables[table] == nil {
		v.tables[table] = &tally{}
	}
	return eachLine(content, func(line []byte) error {
		v.tables[table].add(line)
		return nil
	})
}

func eachLine(content []byte, f func(line []byte) error) error {
	for line := range bytes.Lines(content) {
		if err := f(bytes.TrimSuffix(line, []byte("\n"))); err != nil {
			return err
		}
	}
	return nil
}

func (v *verifier) compare() error {
	if !slices.Equal(v.members, v.manifest.Members) {
		return errors.New("its parts are not those of its manifest")
	}
	for _, t := range v.manifest.Tables {
		found := v.tables[t.Name]
		if found == nil {
			found = &tally{}
		}
		if found.rows != t.Rows || found.hash() != t.Hash {
			return fmt.Errorf("the rows of %s are not those of its manifest", t.Name)
		}
		delete(v.tables, t.Name)
	}
	if len(v.tables) > 0 {
		return errors.New("it has rows of a table that its manifest does not name")
	}
	return nil
}

// checkSum compares an archive with the checksum beside it, if there is one.
func checkSum(path string) error {
	line, err := os.ReadFile(path + SumSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return &Refusal{fmt.Sprintf("The checksum cannot be read (%v)", err), "give this user the right to read it, or move it away"}
	}
	sum, err := fileSum(path)
	if err != nil {
		return &Refusal{fmt.Sprintf("The backup cannot be read (%v)", err), "correct the path, or give this user the right to read it"}
	}
	want, _, _ := strings.Cut(string(line), " ")
	if sum != want {
		return damaged(errors.New("the checksum beside it is another"))
	}
	return nil
}
