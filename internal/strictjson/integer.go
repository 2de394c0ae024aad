// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package strictjson

import (
	"errors"
	"math/big"
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
		return &mismatch{problem: expected + nameOf(token.Kind())}
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

// integer returns the exact value of a JSON number, however it is written: 1500, 1500.0 and
// 1.5e3 are the same integer. A float64 is inexact past 2^53.
func integer(number string) (int64, error) {
	if n, err := strconv.ParseInt(number, 10, 64); err == nil {
		return n, nil
	}
	// Package big takes long for a large exponent, which no digits can make up for.
	mantissa, exponent, _ := strings.Cut(strings.ToLower(number), "e")
	const maxDigits = 19
	if n, err := strconv.Atoi(exponent); exponent != "" && (err != nil || max(n, -n) > len(mantissa)+maxDigits) {
		switch {
		case strings.Trim(mantissa, "-0.") == "":
			return 0, nil
		case strings.HasPrefix(exponent, "-"):
			return 0, errNotIntegral
		default:
			return 0, errTooLarge
		}
	}
	exact, ok := new(big.Rat).SetString(number)
	switch {
	case !ok || !exact.IsInt():
		return 0, errNotIntegral
	case !exact.Num().IsInt64():
		return 0, errTooLarge
	default:
		return exact.Num().Int64(), nil
	}
}
