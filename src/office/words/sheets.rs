//! What is said of sheets: how they were understood, what in them cannot be taken.

use std::fmt::Display;

use crate::values::lang::{Lang, sentences};

messages! {
    // Where.
    at_row(row) "dòng {row}" "row {row}";
    at_cell(row, cell, heading) "dòng {row}, ô {cell} «{heading}»" "row {row}, cell {cell} «{heading}»";
    at_unnamed_cell(row, cell) "dòng {row}, ô {cell}" "row {row}, cell {cell}";
    at_sheet(sheet, row) "trang «{sheet}», {row}" "sheet «{sheet}», {row}";
    sheet_of_file(file, sheet) "{file}, trang «{sheet}»" "{file}, sheet «{sheet}»";
    // How it was understood.
    sheet_heading(place, row, n, first, last) "{place}: đề nghị khen thưởng, tiêu đề ở dòng {row}, {n} dòng ({first}–{last})" "{place}: nominations, headings in row {row}, {n} rows ({first}–{last})";
    sheet_understood(columns) "Hiểu: {columns}" "Understood: {columns}";
    sheet_ignored(columns) "Không nhập cột: {columns}" "Columns not imported: {columns}";
    rows_passed(rows) "Không phải dữ liệu: dòng {rows}" "Not data: rows {rows}";
    passed_example() "ví dụ, cách ghi" "example, how to fill it in";
    passed_numbers() "số của cột" "numbers of the columns";
    passed_group() "tên nhóm" "the name of a group";
    passed_total() "tổng cộng" "a total";
    passed_below() "dưới bảng" "below the table";
    sheets_hidden(names) "Trang ẩn, không đọc: {names}. Muốn đọc: --sheet TÊN" "Hidden sheets, not read: {names}. To read one: --sheet NAME";
    sheets_other(names) "Trang không có tiêu đề hiểu được, không đọc: {names}" "Sheets without headings that are understood, not read: {names}";
    ask_column(heading, sample) "Cột «{heading}» (như: {sample}) là gì?" "What is column «{heading}» (such as: {sample})?";
    column_left() "không nhập cột này" "do not import this column";
    columns_kept() "Đã nhớ nghĩa của các cột cho lần sau." "The meaning of these columns is remembered for the next time.";
    field_class() "Loại tập thể" "Kind of collective";
    field_note() "Ghi chú" "Note";
    field_known_id() "Mã người nhận" "Recipient's id";
    of_all_rows(label) "{label} của mọi dòng" "{label} of all rows";
    sheet_title(n, range, counts, new) "{n} đề nghị mang số {range}: {counts}; {new} chưa có trong sổ" "{n} nominations numbered {range}: {counts}; {new} new to the ledger";
    sheet_brief(n, range) "{n} đề nghị, {range}" "{n} nominations, {range}";
    columns_nominations() "Số|Tên|Thôn, cơ quan|Đối tượng|Hình thức|Thành tích" "No.|Name|Unit|Kind|Form|Merit";
    // What is wrong.
    twice_in_file(name, unit, row, first) "{name}, {unit}: {row} giống hệt {first}, cùng thành tích" "{name}, {unit}: {row} is the same as {first}, with the same merit";
    twice_in_ledger(name, known) "{name} đã được đề nghị cùng thành tích ({known})" "{name} was nominated for the same merit ({known})";
    row_twice(row, first) "{row} giống hệt {first}" "{row} is the same as {first}";
    row_in_ledger(row, seq) "{row} giống hệt #{seq} đã có trong sổ" "{row} is the same as #{seq}, which the ledger has";
    twice_more(n) "… và {n} chỗ trùng nữa như vậy" "… and {n} more like these";
    sheet_no_headings(name) "{name}: không thấy dòng tiêu đề nào hiểu được (ví dụ Họ tên, Thôn, Hình thức, Thành tích)" "{name}: no row of headings that is understood (such as Họ tên, Thôn, Hình thức, Thành tích)";
    sheet_empty(name) "{name}: dưới tiêu đề không có dòng nào để nhập" "{name}: no row below the headings to be imported";
    columns_cells() "Ô|Cột|Đang ghi|Vì sao không nhận|Cần ghi" "Cell|Column|Holds|Why it is not taken|Wanted";
    cell_error() "bảng tính báo lỗi ô này, hoặc công thức chưa được tính" "the spreadsheet reports an error here, or a formula was not worked out";
    cell_missing(field) "thiếu: {field}" "missing: {field}";
    cell_unknown(field) "không có trong danh sách «{field}»" "not in the list «{field}»";
    cells_wrong(n, rows) "CHƯA NHẬP ĐƯỢC: {n} lỗi ở {rows} dòng. Không có gì được ghi vào sổ." "NOT IMPORTED: {n} errors in {rows} rows. Nothing was written.";
    cell_second(field) "dòng này đã có {field} ở cột khác" "this row has a {field} in another column already";
    cell_two_rows() "mỗi dòng một hình thức hoặc danh hiệu; hai thì tách thành hai dòng" "one form or title a row; two are two rows";
    cell_code_unknown(words, field) "mã ấy là «{words}», không có trong danh sách «{field}»" "that code is «{words}», which is not in the list «{field}»";
    cells_more(n) "… và {n} ô nữa" "… and {n} more cells";
    errors_column() "Lỗi" "Errors";
    errors_written(path) "Bản có cột «Lỗi»: {path}. Sửa trong bản ấy rồi nhập chính nó." "A copy with a column «Lỗi»: {path}. Mend it there and import that.";
    errors_none() "Không có lỗi nào, nên không viết bản có cột «Lỗi»." "Nothing is wrong, so no copy with a column «Lỗi» is written.";
    sheet_advice() "Sửa các ô ấy rồi nhập lại. Muốn có bản kèm cột «Lỗi» cạnh từng dòng: thêm --errors TỆP.xlsx" "Mend these cells and import again. For a copy with a column «Lỗi» beside each row: add --errors FILE.xlsx";
    error_beside(place, why, wanted) "{place}{why}. Cần: {wanted}" "{place}{why}. Wanted: {wanted}";
    // Templates.
    template_sheet() "Nhập" "Import";
    template_guide() "Cách ghi" "How to fill in";
    template_lists() "Danh mục" "Lists";
    template_counter() "STT" "No.";
    template_example() "Ví dụ" "Example";
    template_must() "phải có" "must";
    template_note() "Ghi từ dưới dòng ví dụ. Cột có dấu * phải có. Dòng ví dụ không bao giờ được nhập." "Fill in below the example. Columns with * must be filled. The example is never imported.";
    template_refused() "Không có trong danh mục" "Not in the list";
    template_pick() "Chọn trong danh sách, hoặc xem trang «Cách ghi»." "Pick from the list, or see the sheet «How to fill in».";
    columns_guide() "Cột|Bắt buộc|Ghi gì|Ví dụ" "Column|Must|What to write|Example";
    template_stem() "mau" "template";
    template_one_of(choices) "một trong: {choices}" "one of: {choices}";
    template_subject() "Hồ sơ" "Subject";
    template_subject_told() "tên như danh sách in ra: 03/2026, dn16, dt3" "a name as lists print it: 03/2026, dn16, dt3";
    template_on() "Ngày hiệu lực" "Date in effect";
    template_on_told() "ngày như 28/6/2026; trống: hôm nay" "a date such as 28/6/2026; empty: today";
    template_written(files, again) "Đã viết {files}. Điền xong: sovang import {again}" "Wrote {files}. When it is filled in: sovang import {again}";
    told_name() "đúng từng chữ như sẽ in trên giấy khen" "letter by letter as it will be printed on the certificate";
    told_unit() "thôn, tổ dân phố hoặc cơ quan; để phân biệt người trùng tên" "village or office; tells people of one name apart";
    told_form() "tên hình thức hoặc danh hiệu như chính sách ghi (sovang policy show)" "the form or title as the policy names it (sovang policy show)";
    told_merit() "một câu, như sẽ ghi trong quyết định" "a sentence, as the decision will have it";
    told_period() "của danh hiệu: năm, hoặc từ ngày đến ngày" "of a title: a year, or from a day to a day";
    told_note() "điều cần nhớ thêm; không có hiệu lực gì" "something to remember; it has no effect";
    example_name() "Họ tên người, tên tập thể hoặc hộ" "Name of a person, collective or household";
    example_unit() "Thôn 1" "Thôn 1";
    example_form() "Giấy khen" "Giấy khen";
    example_merit() "Có thành tích trong phong trào làm đường nông thôn" "Có thành tích trong phong trào làm đường nông thôn";
}
