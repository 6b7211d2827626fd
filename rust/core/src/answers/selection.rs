//! What a method returns.

/// The winner of a question that nobody won.
pub const NOBODY: u32 = u32::MAX;

/// What there is to know of how an answer came about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Status {
    /// Nothing.
    #[default]
    Ok = 0,
    /// No sample has an answer.
    NoValidAnswer = 1,
    /// Nobody was elected, though there are answers: of a tie, or of a confidence too low.
    Abstained = 2,
    /// Several answers have the highest score.
    Tie = 3,
    /// Too few different paths to tell likely ones from unlikely ones.
    FewDistinct = 4,
    /// Nothing was left out, though the method would have.
    PrunedNothing = 5,
    /// Whatever has an answer weighs nothing.
    NoMass = 6,
}

impl Status {
    /// Every status with its name, by its code.
    pub const NAMES: [&'static str; 7] =
        ["ok", "no_valid_answer", "abstained", "tie", "few_distinct", "pruned_nothing", "no_mass"];
}

/// The answers to many questions, by their numbers, and what is known of the choice. An entry a question, but for
/// `scores`, which has one for each different answer of each question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Selection {
    /// The number of the answer that was chosen, or [`NOBODY`].
    pub winners: Vec<u32>,
    /// The share of all mass that the best answer has, 0 where there is none; empty for methods without a mass.
    pub confidence: Vec<f64>,
    /// Where the answers of each question start in `scores`, and where the last end.
    pub offsets: Vec<usize>,
    /// The score of each answer.
    pub scores: Vec<f64>,
    /// How many answers have the highest score.
    pub n_tied: Vec<u32>,
    /// How many samples there are.
    pub n_samples: Vec<u64>,
    /// How many of them have an answer.
    pub n_valid: Vec<u64>,
    /// How many samples were left out.
    pub n_pruned: Vec<u32>,
    /// Whether no answer was given more often than the winner.
    pub agrees_with_majority: Vec<bool>,
    /// What there is to know.
    pub status: Vec<Status>,
}

/// One question's part of a [`Selection`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Decision {
    pub(super) winner: u32,
    pub(super) confidence: f64,
    pub(super) n_tied: u32,
    pub(super) n_samples: u64,
    pub(super) n_valid: u64,
    pub(super) n_pruned: u32,
    pub(super) agrees_with_majority: bool,
    pub(super) status: Status,
}

impl Selection {
    pub(super) fn with_capacity(n_questions: usize, n_answers: usize) -> Self {
        let mut offsets = Vec::with_capacity(n_questions + 1);
        offsets.push(0);
        Self {
            winners: Vec::with_capacity(n_questions),
            confidence: Vec::with_capacity(n_questions),
            offsets,
            scores: Vec::with_capacity(n_answers),
            n_tied: Vec::with_capacity(n_questions),
            n_samples: Vec::with_capacity(n_questions),
            n_valid: Vec::with_capacity(n_questions),
            n_pruned: Vec::with_capacity(n_questions),
            agrees_with_majority: Vec::with_capacity(n_questions),
            status: Vec::with_capacity(n_questions),
        }
    }

    /// Adds a question whose scores are already at the end of `scores`.
    pub(super) fn push(&mut self, decision: Decision) {
        self.winners.push(decision.winner);
        self.confidence.push(decision.confidence);
        self.offsets.push(self.scores.len());
        self.n_tied.push(decision.n_tied);
        self.n_samples.push(decision.n_samples);
        self.n_valid.push(decision.n_valid);
        self.n_pruned.push(decision.n_pruned);
        self.agrees_with_majority.push(decision.agrees_with_majority);
        self.status.push(decision.status);
    }

    /// Adds the questions of another part.
    pub(super) fn append(&mut self, mut part: Selection) {
        let shift = self.scores.len();
        self.offsets.extend(part.offsets[1..].iter().map(|end| shift + end));
        self.winners.append(&mut part.winners);
        self.confidence.append(&mut part.confidence);
        self.scores.append(&mut part.scores);
        self.n_tied.append(&mut part.n_tied);
        self.n_samples.append(&mut part.n_samples);
        self.n_valid.append(&mut part.n_valid);
        self.n_pruned.append(&mut part.n_pruned);
        self.agrees_with_majority.append(&mut part.agrees_with_majority);
        self.status.append(&mut part.status);
    }
}
