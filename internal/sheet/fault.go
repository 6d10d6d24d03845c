package sheet

import "domubiedrs/internal/fault"

// What is wrong with a file, in one sentence each: sheet.fault in the
// catalogues. Rows and columns are numbered from 1.

func faultEmpty() *fault.Error { return fault.New(fault.Invalid, "sheet.fault.empty") }

func faultNoRows(row int) *fault.Error {
	return fault.New(fault.Invalid, "sheet.fault.no-rows", "row", row)
}

// faultKind: neither XLSX nor CSV.
func faultKind() *fault.Error { return fault.New(fault.Invalid, "sheet.fault.kind") }

// faultOld: Excel's older and its binary files.
func faultOld() *fault.Error { return fault.New(fault.Invalid, "sheet.fault.old") }

func faultODS() *fault.Error       { return fault.New(fault.Invalid, "sheet.fault.ods") }
func faultMacro() *fault.Error     { return fault.New(fault.Invalid, "sheet.fault.macro") }
func faultEncrypted() *fault.Error { return fault.New(fault.Invalid, "sheet.fault.encrypted") }

func faultBroken(err error) *fault.Error {
	return fault.New(fault.Invalid, "sheet.fault.broken").Because(err)
}

// faultBrokenAt: what stands up to the row can be read.
func faultBrokenAt(row int, err error) *fault.Error {
	return fault.New(fault.Invalid, "sheet.fault.broken-at", "row", row).Because(err)
}

// faultEncoding: letters that cannot be told.
func faultEncoding() *fault.Error { return fault.New(fault.Invalid, "sheet.fault.encoding") }

// faultQuote: a quotation mark opens in the row and never closes.
func faultQuote(row int) *fault.Error {
	return fault.New(fault.Invalid, "sheet.fault.quote", "row", row)
}

func faultWide(row, columns int) *fault.Error {
	return fault.New(fault.Invalid, "sheet.fault.wide", "row", row, "columns", columns)
}

func faultFile(limit int64) *fault.Error {
	return fault.New(fault.TooLarge, "sheet.fault.file", "max", int(limit>>20))
}

// faultUnzipped: the file unpacks to more than it may, or to more than it says.
func faultUnzipped(limit int64) *fault.Error {
	return fault.New(fault.TooLarge, "sheet.fault.unzipped", "max", int(limit>>20))
}

func faultText(limit int64) *fault.Error {
	return fault.New(fault.TooLarge, "sheet.fault.text", "max", int(limit>>20))
}

func faultRows(limit int) *fault.Error {
	return fault.New(fault.TooLarge, "sheet.fault.rows", "max", limit)
}

func faultColumns(row, limit int) *fault.Error {
	return fault.New(fault.TooLarge, "sheet.fault.columns", "row", row, "max", limit)
}

func faultCell(row, column, limit int) *fault.Error {
	return fault.New(fault.TooLarge, "sheet.fault.cell", "row", row, "column", ColumnName(column), "max", limit)
}

// ColumnName names a column as spreadsheets do: 0 is A, 26 is AA.
func ColumnName(column int) string {
	name := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}
