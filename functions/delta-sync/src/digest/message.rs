//! Subject and text.

use sync::settings::DigestSetting;

use super::facts::Facts;
use super::section::{self, Section, minute};

/// The longest subject that SNS takes is 100 characters; the stack's name alone may be longer.
const LONGEST_STACK: usize = 60;

/// A message to who is told of alarms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    /// In ASCII, as SNS wants it.
    pub(crate) subject: String,
    /// Plain text.
    pub(crate) text: String,
    /// How many lines need somebody.
    pub(crate) needed: usize,
}

impl Message {
    pub(crate) fn of(facts: &Facts) -> Self {
        let sections = section::all(facts);
        let lines = sections.iter().flat_map(|section| &section.lines);
        let needed = lines.filter(|line| line.is_needed).count();
        let summary = match needed {
            0 => "all is well".to_owned(),
            1 => "1 thing needs you".to_owned(),
            _ => format!("{needed} things need you"),
        };
        let stack: String = facts.stack.chars().take(LONGEST_STACK).collect();
        Self {
            subject: format!("WooSync {stack}: {summary}"),
            text: text(facts, &summary, &sections),
            needed,
        }
    }

    /// Whether the settings want it sent.
    pub(crate) fn is_wanted(&self, setting: DigestSetting) -> bool {
        match setting {
            DigestSetting::Always => true,
            DigestSetting::WhenNeeded => self.needed > 0,
            DigestSetting::Never => false,
        }
    }
}

/// Lines that need somebody begin with an exclamation mark.
fn text(facts: &Facts, summary: &str, sections: &[Section]) -> String {
    let mut text = format!(
        "WooSync {}, {}: {summary}.\n",
        facts.stack,
        minute(facts.at)
    );
    for section in sections {
        text.push('\n');
        text.push_str(&section.title);
        text.push('\n');
        for line in &section.lines {
            let mark = if line.is_needed { "! " } else { "  " };
            text.push_str(mark);
            text.push_str(&line.said);
            text.push('\n');
        }
    }
    text.push_str("\nEverything at a glance: ");
    text.push_str(&facts.console_url);
    text.push_str(
        "\nThis message comes once a day; `digest` in the settings says on which days: always, \
         when_needed or never.\n",
    );
    text
}

#[cfg(test)]
mod tests;
