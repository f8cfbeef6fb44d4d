//! Text in columns.

/// Lines of cells, each column as wide as its widest cell. The columns from `right` on are aligned
/// to the right, as figures are.
pub(crate) fn columns(lines: &[Vec<String>], right: usize) -> String {
    let count = lines.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..count).map(width).collect();
    let line = |cells: &Vec<String>| {
        let cells = cells.iter().zip(&widths).enumerate();
        let padded = cells.map(|(column, (cell, &width))| {
            if column >= right {
                format!("{cell:>width$}")
            } else {
                format!("{cell:<width$}")
            }
        });
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_aligned_to_the_left_and_figures_to_the_right() {
        let lines = [["day", "gross", "net"], ["2026-11-23", "5.10", "10.00"]];
        let lines = lines.map(|line| line.map(str::to_owned).to_vec());
        assert_eq!(
            columns(&lines, 1),
            "day         gross    net\n2026-11-23   5.10  10.00"
        );
        assert_eq!(columns(&[], 1), "");
    }
}
