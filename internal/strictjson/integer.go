// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package strictjson

import (
	"errors"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// WholeNumber is an integer that the service writes as a string of digits.
type WholeNumber int64

var (
	errNotIntegral = errors.New("not an integer")
	errTooLarge    = errors.New("doesn't fit a 64-bit integer")
)

func decodeInteger(decoder *jsontext.Decoder, v *int64) error {
	if decoder.PeekKind() != '0' {
		return errors.ErrUnsupported
	}
	token, err := decoder.ReadToken()
	if err != nil {
		return err
	}
	*v, err = integer(token.String())
	return err
}

func decodeWholeNumber(decoder *jsontext.Decoder, v *WholeNumber) error {
	const expected = "expected a string that holds a whole number, got "
	token, err := decoder.ReadToken()
	if err != nil {
		return err
	}
	if token.Kind() != '"' {
		return &mismatch{problem: expected + describe(token.Kind())}
	}
	text := token.String()
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || strings.HasPrefix(text, "+") {
		const maxShown = 40
		if runes := []rune(text); len(runes) > maxShown {
			text = string(runes[:maxShown]) + "…"
		}
		return &mismatch{problem: expected, found: strconv.Quote(text)}
	}
	*v = WholeNumber(n)
	return nil
}

// integer is the exact value of a JSON number, however it is written: 1500,
// 1500.0 and 1.5e3 are the same integer. It works on the digits, because a
// float64 is inexact past 2^53 and an exponent may be of any size.
func integer(number string) (int64, error) {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(number), "e")
	mantissa, negative := strings.CutPrefix(mantissa, "-")
	integral, fraction, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimRight(integral+fraction, "0")
	point := len(integral)
	point -= len(digits) - len(strings.TrimLeft(digits, "0"))
	digits = strings.TrimLeft(digits, "0")
	if digits == "" {
		return 0, nil
	}
	if exponent != "" {
		shift, err := strconv.Atoi(exponent)
		if err != nil || shift > 1<<20 || shift < -1<<20 {
			shift = 1 << 20
			if strings.HasPrefix(exponent, "-") {
				shift = -shift
			}
		}
		point += shift
	}
	if len(digits) > point {
		return 0, errNotIntegral
	}
	const maxDigits = 19
	if point > maxDigits {
		return 0, errTooLarge
	}
	digits += strings.Repeat("0", point-len(digits))
	if negative {
		digits = "-" + digits
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, errTooLarge
	}
	return n, nil
}
