//! Small charts drawn on the server as SVG, each with its title, its description and, on the page,
//! the table behind it. Only the geometry is here; the drawing is `templates/parts/chart.html`.

/// What one bar stands for.
#[derive(Clone, Debug)]
pub struct Value {
    /// The words in the table.
    pub label: String,
    /// The words beside the bar.
    pub tick: String,
    /// How many; none where nobody knows.
    pub number: Option<i64>,
}

/// A bar with its place in the picture.
#[derive(Clone, Debug)]
pub struct Bar {
    /// What it stands for.
    pub value: Value,
    /// Left edge.
    pub x: i64,
    /// Upper edge.
    pub y: i64,
    /// Across.
    pub width: i64,
    /// Down.
    pub height: i64,
}

impl Bar {
    /// The number in words.
    pub fn number(&self) -> String {
        self.value.number.map_or_else(|| "not known".to_owned(), |number| number.to_string())
    }
}

/// A chart.
#[derive(Clone, Debug)]
pub struct Chart {
    /// Names its parts on the page.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What is to be seen, in a sentence.
    pub description: String,
    /// What the bars stand for, for the table.
    pub head: &'static str,
    /// The bars, in order.
    pub bars: Vec<Bar>,
    /// The size of the picture.
    pub width: i64,
    /// The size of the picture.
    pub height: i64,
    /// Bars lie, with their words to the left; otherwise they stand, with their words below.
    pub is_lying: bool,
}

const WORDS: i64 = 130;
const LONGEST: i64 = 300;
const ROW: i64 = 32;
const TALLEST: i64 = 150;
const COLUMN: i64 = 38;

impl Chart {
    /// Bars that lie one under the other.
    pub fn lying(id: &'static str, title: &'static str, head: &'static str, description: String, values: Vec<Value>) -> Self {
        let most = most(&values);
        let height = ROW * i64::try_from(values.len()).unwrap_or(0);
        let bars = (0..).zip(values).map(|(row, value)| Bar {
            x: WORDS,
            y: row * ROW + 4,
            width: share(&value, most, LONGEST),
            height: ROW - 8,
            value,
        });
        Self { id, title, head, description, bars: bars.collect(), width: WORDS + LONGEST + 50, height, is_lying: true }
    }

    /// Bars that stand side by side.
    pub fn standing(id: &'static str, title: &'static str, head: &'static str, description: String, values: Vec<Value>) -> Self {
        let most = most(&values);
        let width = COLUMN * i64::try_from(values.len()).unwrap_or(0);
        let bars = (0..).zip(values).map(|(column, value)| {
            let height = share(&value, most, TALLEST);
            Bar { x: column * COLUMN + 5, y: 24 + TALLEST - height, width: COLUMN - 10, height, value }
        });
        Self { id, title, head, description, bars: bars.collect(), width, height: TALLEST + 50, is_lying: false }
    }
}

fn most(values: &[Value]) -> i64 {
    values.iter().filter_map(|value| value.number).max().unwrap_or(0).max(1)
}

fn share(value: &Value, most: i64, of: i64) -> i64 {
    value.number.map_or(0, |number| number.max(0) * of / most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_fills_the_picture_and_nothing_is_nothing() {
        let value = |number| Value { label: String::new(), tick: String::new(), number };
        let chart = Chart::lying("c", "", "", String::new(), vec![value(Some(4)), value(Some(2)), value(Some(0)), value(None)]);
        assert_eq!(chart.bars.iter().map(|bar| bar.width).collect::<Vec<_>>(), [LONGEST, LONGEST / 2, 0, 0]);
        let empty = Chart::standing("c", "", "", String::new(), vec![value(Some(0))]);
        assert_eq!(empty.bars[0].height, 0);
    }
}
