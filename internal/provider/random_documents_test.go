// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
)

// generator makes documents together with what they mean: JSON as a service may write
// it, with members missing, null, or in none of its schemas, values that nobody
// documented, and every spelling of a number or a string that JSON has.
type generator struct {
	*rand.Rand
	// Spelling are other names for members on the wire.
	Spelling map[string]string
	// IDs are members that are always there, each with its value.
	IDs map[string]int64
}

// newGenerator makes the same documents for the same seed.
func newGenerator(seed uint64) *generator {
	return &generator{Rand: rand.New(rand.NewPCG(seed, seed))} //nolint:gosec // The documents are no secret.
}

func (g *generator) value(schema *simulator.Schema) (text string, want any) {
	if g.IntN(8) == 0 {
		return "null", nil
	}
	switch schema.Type {
	case "object":
		if schema.Additional != nil {
			return g.mapping(schema.Additional)
		}
		return g.object(schema)
	case "array":
		return g.array(schema.Items)
	case "digits":
		n := g.integer()
		return fmt.Sprintf("%q", fmt.Sprint(n)), n
	case "number":
		n := g.integer()
		return g.number(n), n
	default:
		s := g.text(schema.Enum)
		return g.quoted(s), s
	}
}

// object makes an object of a schema. Its value has a member for each that the schema
// lists: nil, a string, an int64, a []any or a map[string]any. A schema of the type
// "digits" is an integer that is written as a string.
func (g *generator) object(schema *simulator.Schema) (text string, value map[string]any) {
	var members []string
	value = map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		member := schema.Properties[name]
		value[name] = nil
		text := ""
		if id, isThere := g.IDs[name]; isThere {
			text, value[name] = g.number(id), id
		} else if g.IntN(6) > 0 {
			text, value[name] = g.value(member)
		} else {
			continue
		}
		members = append(members, g.quoted(cmp.Or(g.Spelling[name], name))+g.space()+":"+g.space()+text)
	}
	for i := range g.IntN(3) {
		members = append(members, fmt.Sprintf(`"extra %d": %s`, i, g.extra(3)))
	}
	g.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	return "{" + strings.Join(members, ","+g.space()) + g.space() + "}", value
}

func (g *generator) array(schema *simulator.Schema) (text string, want any) {
	state := []any{}
	var elements []string
	for range g.IntN(4) {
		element, meaning := g.value(schema)
		elements = append(elements, element)
		state = append(state, meaning)
	}
	return "[" + strings.Join(elements, g.space()+",") + "]", state
}

func (g *generator) mapping(schema *simulator.Schema) (text string, want any) {
	state := map[string]any{}
	var elements []string
	for range g.IntN(4) {
		key := fmt.Sprint(g.IntN(1000))
		if _, isThere := state[key]; isThere {
			continue
		}
		element, meaning := g.value(schema)
		elements = append(elements, g.quoted(key)+":"+g.space()+element)
		state[key] = meaning
	}
	return "{" + strings.Join(elements, g.space()+",") + "}", state
}

func (g *generator) integer() int64 {
	switch g.IntN(6) {
	case 0:
		return []int64{0, 1, -1, math.MaxInt64, math.MinInt64, 1 << 53, 1<<53 + 1, 100000}[g.IntN(8)]
	case 1:
		return int64(g.Uint64()) //nolint:gosec // Any will do.
	default:
		return g.Int64N(100_001)
	}
}

// number writes an integer in one of the ways that JSON has.
func (g *generator) number(n int64) string {
	plain := fmt.Sprintf("%d", n)
	switch form := g.IntN(6); {
	case form == 3:
		return plain + "e0"
	case form == 0:
		return plain + ".0"
	case form == 1 && n != 0:
		return plain + "000e-3"
	case form == 2:
		sign, digits := "", plain
		if n < 0 {
			sign, digits = "-", plain[1:]
		}
		return fmt.Sprintf("%s%s.%s0E+%d", sign, digits[:1], digits[1:], len(digits)-1)
	default:
		return plain
	}
}

func (g *generator) text(values []string) string {
	switch {
	case len(values) > 0 && g.IntN(4) > 0:
		return values[g.IntN(len(values))]
	case g.IntN(2) == 0:
		return []string{
			"", "NEW_IN_A_LATER_VERSION", "${var.x}", "%{ if true }", "$${", `quoted "text" \ / `, "new\nline\ttab", "\x00\x1f\x7f",
			"zażółć", "日本語", "😀👩‍👩‍👧", "e\u0301", "\u2028\u2029\ufeff\ufffd", "<&>", strings.Repeat("x", 5000),
			" ", "null", "0", "1500.0", "true", "18446744073709551616", "fe80::1%bond0", "${self.id}", "$${x}", "<html>&amp;", "{}", "[]",
		}[g.IntN(27)]
	default:
		runes := make([]rune, g.IntN(20))
		for i := range runes {
			if runes[i] = g.Int32N(0x110000); runes[i] >= 0xd800 && runes[i] < 0xe000 {
				runes[i] = 'x'
			}
		}
		return string(runes)
	}
}

// quoted writes a string, with escapes where they need not be as well.
func (g *generator) quoted(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '/' && g.IntN(2) == 0:
			b.WriteString(`\/`)
		case r < 0x20 || (r < 0x10000 && g.IntN(10) == 0):
			fmt.Fprintf(&b, `\u%04X`, r)
		case r >= 0x10000 && g.IntN(2) == 0:
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xd800+(r-0x10000)>>10, 0xdc00+(r-0x10000)&0x3ff)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// extra is a value that the schema says nothing about.
func (g *generator) extra(depth int) string {
	switch n := g.IntN(7); {
	case n == 0 && depth > 0:
		return `{"a":` + g.extra(depth-1) + `,"node_name":` + g.extra(depth-1) + `}`
	case n == 1 && depth > 0:
		return `[` + g.extra(depth-1) + `,` + g.extra(depth-1) + `]`
	case n == 2:
		return "1.5"
	case n == 3:
		return "1e999"
	case n == 4:
		return "true"
	case n == 5:
		return "null"
	default:
		return g.quoted(g.text(nil))
	}
}

func (g *generator) space() string {
	return []string{"", "", " ", "\n\t"}[g.IntN(4)]
}
