// Verify checks a copy of a public record with Go's own transparency log code: nothing of Kenes
// is in it but the layout of the files.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run tests/go/verify.go FOLDER KEY [PROOFS]
//
// FOLDER is a mirror, KEY the log's key as one line, PROOFS a file of proofs made elsewhere:
//
//	{"inclusion": [{"index": 7, "entry": base64, "proof": [base64]}],
//	 "consistency": [{"size": 4, "root": base64, "proof": [base64]}]}
package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	height = 8
	width  = 1 << height
)

// folder reads tiles as C2SP lays them out; each is read once.
type folder struct {
	root string
	kept map[string][]byte
}

func (f folder) Height() int { return height }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	found := make([][]byte, len(tiles))
	for at, tile := range tiles {
		data, err := f.read(place(tile))
		if err != nil {
			return nil, err
		}
		found[at] = data
	}
	return found, nil
}

func (f folder) read(path string) ([]byte, error) {
	if data, ok := f.kept[path]; ok {
		return data, nil
	}
	data, err := os.ReadFile(filepath.Join(f.root, filepath.FromSlash(path)))
	if err == nil {
		f.kept[path] = data
	}
	return data, err
}

// place is where a tile stands: Go's paths tell the height, and call entries data.
func place(tile tlog.Tile) string {
	path := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height))
	return "tile/" + strings.Replace(path, "data/", "entries/", 1)
}

// entries reads all entries of a log, each after its length as two bytes.
func (f folder) entries(size int64) ([][]byte, error) {
	var found [][]byte
	for at := int64(0); at*width < size; at++ {
		tile := tlog.Tile{H: height, L: -1, N: at, W: width}
		if left := size - at*width; left < width {
			tile.W = int(left)
		}
		data, err := f.read(place(tile))
		if err != nil {
			return nil, err
		}
		for count := 0; count < tile.W; count++ {
			if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
				return nil, fmt.Errorf("%s ends within entry %d", place(tile), len(found))
			}
			end := 2 + int(binary.BigEndian.Uint16(data))
			found = append(found, data[2:end])
			data = data[end:]
		}
		if len(data) > 0 {
			return nil, fmt.Errorf("%s holds more than %d entries", place(tile), tile.W)
		}
	}
	return found, nil
}

// checkpoint opens the note of a log and reads its three lines.
func (f folder) checkpoint(key string) (tlog.Tree, error) {
	var tree tlog.Tree
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return tree, err
	}
	data, err := f.read("checkpoint")
	if err != nil {
		return tree, err
	}
	opened, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[3] != "" {
		return tree, fmt.Errorf("this is no checkpoint of %s", verifier.Name())
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// checkEntries proves every entry, and that the proof is good for no other.
func checkEntries(tree tlog.Tree, hashes tlog.HashReader, entries [][]byte) error {
	for at, entry := range entries {
		index, leaf := int64(at), tlog.RecordHash(entry)
		proof, err := tlog.ProveRecord(tree.N, index, hashes)
		if err != nil {
			return fmt.Errorf("entry %d: %v", at, err)
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf); err != nil {
			return fmt.Errorf("entry %d: %v", at, err)
		}
		other := tlog.RecordHash(append([]byte("x"), entry...))
		if tlog.CheckRecord(proof, tree.N, tree.Hash, index, other) == nil {
			return fmt.Errorf("entry %d: the proof is good for another entry", at)
		}
	}
	return nil
}

// checkGrowth proves that the log only grew, from each of several sizes to each later one.
func checkGrowth(tree tlog.Tree, hashes tlog.HashReader) error {
	var sizes []int64
	for _, size := range []int64{1, 2, 3, tree.N / 3, tree.N / 2, 255, 256, 257, 512, tree.N - 1, tree.N} {
		if 0 < size && size <= tree.N {
			sizes = append(sizes, size)
		}
	}
	for _, from := range sizes {
		for _, to := range sizes {
			if from > to {
				continue
			}
			before, err := tlog.TreeHash(from, hashes)
			if err != nil {
				return err
			}
			after, err := tlog.TreeHash(to, hashes)
			if err != nil {
				return err
			}
			proof, err := tlog.ProveTree(to, from, hashes)
			if err != nil {
				return err
			}
			if err := tlog.CheckTree(proof, to, after, from, before); err != nil {
				return fmt.Errorf("from %d to %d entries: %v", from, to, err)
			}
		}
	}
	return nil
}

// checkProofs checks proofs that somebody else made.
func checkProofs(tree tlog.Tree, file string) error {
	var told struct {
		Inclusion []struct {
			Index int64
			Entry []byte
			Proof tlog.RecordProof
		}
		Consistency []struct {
			Size  int64
			Root  tlog.Hash
			Proof tlog.TreeProof
		}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, &told); err != nil {
		return err
	}
	for _, one := range told.Inclusion {
		leaf := tlog.RecordHash(one.Entry)
		if err := tlog.CheckRecord(one.Proof, tree.N, tree.Hash, one.Index, leaf); err != nil {
			return fmt.Errorf("the proof of entry %d: %v", one.Index, err)
		}
	}
	for _, one := range told.Consistency {
		if err := tlog.CheckTree(one.Proof, tree.N, tree.Hash, one.Size, one.Root); err != nil {
			return fmt.Errorf("the proof from %d entries: %v", one.Size, err)
		}
	}
	fmt.Printf("accepted %d proofs\n", len(told.Inclusion)+len(told.Consistency))
	return nil
}

func verify(root, key string, proofs []string) error {
	files := folder{root, map[string][]byte{}}
	tree, err := files.checkpoint(key)
	if err != nil {
		return err
	}
	hashes := tlog.TileHashReader(tree, files)
	found, err := tlog.TreeHash(tree.N, hashes)
	if err != nil {
		return err
	}
	if found != tree.Hash {
		return fmt.Errorf("the tiles make %v, and %v was signed", found, tree.Hash)
	}
	entries, err := files.entries(tree.N)
	if err != nil {
		return err
	}
	if err := checkEntries(tree, hashes, entries); err != nil {
		return err
	}
	if err := checkGrowth(tree, hashes); err != nil {
		return err
	}
	for _, file := range proofs {
		if err := checkProofs(tree, file); err != nil {
			return err
		}
	}
	fmt.Printf("verified %d entries\n", len(entries))
	return nil
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: verify FOLDER KEY [PROOFS]")
		os.Exit(2)
	}
	if err := verify(os.Args[1], os.Args[2], os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		os.Exit(1)
	}
}
