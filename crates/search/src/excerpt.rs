//! Why a document was found: the place where the words stand, with them marked (摘要).

use crate::document::Part;
use crate::fold::{fold, fold_text};
use crate::query::Query;

/// Characters of an excerpt.
const LENGTH: usize = 96;
/// Characters before the first word.
const BEFORE: usize = 24;
/// Most characters of a document that are looked through.
const MOST: usize = 400_000;

/// A stretch of an excerpt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Is it what was looked for?
    pub is_hit: bool,
}

/// A place in a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// Name of the file it stands in; `None` for the body.
    pub file: Option<String>,
    /// Page of the file.
    pub page: Option<u32>,
    /// The text.
    pub pieces: Vec<Piece>,
}

/// A text without spaces, folded, with the way back.
struct Folded {
    text: Vec<char>,
    /// Places in `original`.
    places: Vec<usize>,
    original: Vec<char>,
}

impl Folded {
    fn of(text: &str) -> Folded {
        let original: Vec<char> = text.chars().collect();
        let mut folded = Folded { text: Vec::new(), places: Vec::new(), original: Vec::new() };
        for (place, one) in original.iter().enumerate() {
            if let Some(one) = fold(*one).filter(|one| !one.is_whitespace()) {
                folded.text.push(one);
                folded.places.push(place);
            }
        }
        folded.original = original;
        folded
    }

    /// Where `needle` stands: first and last character of the original.
    fn find(&self, needle: &[char]) -> Vec<(usize, usize)> {
        if needle.is_empty() || needle.len() > self.text.len() {
            return Vec::new();
        }
        let ends = |at: usize| Some((*self.places.get(at)?, *self.places.get(at + needle.len() - 1)?));
        let starts = self.text.windows(needle.len()).enumerate().filter(|(_, window)| *window == needle);
        starts.filter_map(|(at, _)| ends(at)).take(200).collect()
    }
}

/// A place to quote.
struct Place {
    /// Which part it is in.
    part: usize,
    /// Different words near it.
    words: usize,
    /// Where the first of them stands.
    start: usize,
    text: Folded,
    hits: Vec<(usize, usize)>,
}

/// The words of a query as they may stand in a text.
pub(crate) struct Needles {
    /// For each word, its ways.
    words: Vec<Vec<Vec<char>>>,
}

impl Needles {
    pub(crate) fn of(query: &Query) -> Needles {
        let mut words = Vec::new();
        for clause in &query.wanted {
            if let Some(number) = &clause.number {
                words.push(vec![fold_text(&number.printed).chars().collect()]);
                continue;
            }
            let runs = clause.ways.first().map_or(0, Vec::len);
            for place in 0..runs {
                let mut ways: Vec<Vec<char>> = Vec::new();
                for run in clause.ways.iter().filter_map(|way| way.get(place)) {
                    ways.push(run.text.chars().collect());
                }
                words.push(ways);
            }
        }
        Needles { words }
    }

    /// The places of each word, a word that is nowhere as its pairs.
    fn places(&self, text: &Folded) -> Vec<Vec<(usize, usize)>> {
        let places = |ways: &Vec<Vec<char>>| {
            let mut found: Vec<_> = ways.iter().flat_map(|way| text.find(way)).collect();
            if found.is_empty() {
                let long = ways.iter().filter(|way| way.len() > 4).take(1);
                found.extend(long.flat_map(|way| way.windows(2).flat_map(|pair| text.find(pair))));
            }
            found.sort_unstable();
            found
        };
        self.words.iter().map(places).collect()
    }

    /// `text` with the words marked.
    pub(crate) fn mark(&self, text: &str) -> Vec<Piece> {
        let folded = Folded::of(text);
        let places = self.places(&folded).concat();
        pieces(&folded.original, 0, folded.original.len(), places)
    }

    /// The place that shows most of the words; the beginning when they are only in the title.
    pub(crate) fn excerpt(&self, parts: &[Part]) -> Excerpt {
        let mut best: Option<Place> = None;
        let mut looked = 0;
        for (number, part) in parts.iter().enumerate() {
            if looked > MOST {
                break;
            }
            let text = Folded::of(&part.text);
            looked += text.original.len();
            let places = self.places(&text);
            let Some((start, words)) = densest(&places) else { continue };
            if best.as_ref().is_none_or(|held| words > held.words) {
                let all_here = words == self.words.len();
                best = Some(Place { part: number, words, start, text, hits: places.concat() });
                if all_here {
                    break;
                }
            }
        }
        let Some(Place { part: number, start, text, hits: places, .. }) = best else {
            let first = parts.iter().find(|part| part.file.is_none());
            let text: String = first.map(|part| part.text.chars().take(LENGTH).collect()).unwrap_or_default();
            let pieces =
                if text.is_empty() { Vec::new() } else { vec![Piece { text: flat(&text), is_hit: false }] };
            return Excerpt { pieces, ..Excerpt::default() };
        };
        let from = sentence_start(&text.original, start);
        let to = (from + LENGTH).min(text.original.len());
        let part = parts.get(number).cloned().unwrap_or_default();
        let mut pieces = pieces(&text.original, from, to, places);
        if from > 0 {
            pieces.insert(0, Piece { text: "…".to_owned(), is_hit: false });
        }
        if to < text.original.len() {
            pieces.push(Piece { text: "…".to_owned(), is_hit: false });
        }
        Excerpt { file: part.file, page: part.page, pieces }
    }
}

/// The place from which most different words stand within an excerpt, and how many do.
fn densest(places: &[Vec<(usize, usize)>]) -> Option<(usize, usize)> {
    let within = |start: usize| {
        let near = |word: &&Vec<(usize, usize)>| {
            word.iter().any(|(first, last)| *first >= start && *last < start + LENGTH - BEFORE)
        };
        places.iter().filter(near).count()
    };
    let starts = places.iter().flat_map(|word| word.iter().take(50)).map(|(first, _)| *first);
    starts
        .map(|start| (start, within(start).max(1)))
        .max_by_key(|(start, words)| (*words, std::cmp::Reverse(*start)))
}

/// The beginning of the sentence, when it is near.
fn sentence_start(text: &[char], start: usize) -> usize {
    let from = start.saturating_sub(BEFORE);
    let before = text.get(from..start).unwrap_or_default();
    let end = before.iter().rposition(|one| matches!(one, '。' | '；' | '\n' | '！' | '？'));
    end.map_or(from, |end| from + end + 1)
}

fn pieces(text: &[char], from: usize, to: usize, mut places: Vec<(usize, usize)>) -> Vec<Piece> {
    places.sort_unstable();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut at = from;
    let mut push = |first: usize, end: usize, is_hit: bool| {
        let text: String = text.get(first..end).unwrap_or_default().iter().collect();
        if text.is_empty() {
            return;
        }
        match pieces.last_mut() {
            Some(last) if last.is_hit == is_hit => last.text.push_str(&flat(&text)),
            _ => pieces.push(Piece { text: flat(&text), is_hit }),
        }
    };
    for (first, last) in places {
        let (first, end) = (first.max(at), (last + 1).min(to));
        if first < end {
            push(at, first, false);
            push(first, end, true);
            at = end;
        }
    }
    push(at, to, false);
    pieces
}

/// Line ends as spaces.
fn flat(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Synonyms;

    fn needles(query: &str) -> Needles {
        Needles::of(&Query::read(query, &Synonyms::default()))
    }

    fn shown(pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|piece| if piece.is_hit { format!("[{}]", piece.text) } else { piece.text.clone() })
            .collect()
    }

    #[test]
    fn words_are_marked_as_they_were_written() {
        assert_eq!(shown(&needles("数字化 补助").mark("数字 化改造補助办法")), "[数字 化]改造[補助]办法");
        assert_eq!(
            shown(&needles("(2021)30号").mark("依据示经信〔2021〕30号文")),
            "依据示经信[〔2021〕30号]文"
        );
    }

    #[test]
    fn the_excerpt_names_file_and_page() {
        let parts = [
            Part { text: "本办法自发布之日起施行。".to_owned(), ..Part::default() },
            Part {
                file: Some("申报表.pdf".to_owned()),
                page: Some(3),
                text: "填报单位盖章。养犬登记须知".to_owned(),
            },
        ];
        let excerpt = needles("养犬").excerpt(&parts);
        assert_eq!((excerpt.file.as_deref(), excerpt.page), (Some("申报表.pdf"), Some(3)));
        assert_eq!(shown(&excerpt.pieces), "…[养犬]登记须知");
        assert_eq!(shown(&needles("没有").excerpt(&parts).pieces), "本办法自发布之日起施行。");
    }
}
