//! Something that happened between an agency and the family.

crate::closed_list! {
    /// How the contact was made (DESIGN section 2, *Codes*).
    pub enum Mode {
        HomeVisit = "home_visit" "Home visit",
        InPersonElsewhere = "in_person_elsewhere" "In person elsewhere",
        Video = "video" "Video call",
        Phone = "phone" "Telephone call",
        Letter = "letter" "Letter",
        Email = "email" "Email",
        Text = "text" "Text message",
        Report = "report" "Report from somebody else",
        NotRecorded = "not_recorded" "Not recorded",
    }
}

crate::closed_list! {
    /// What came of it.
    pub enum Outcome {
        Completed = "completed" "Completed",
        NoAccess = "no_access" "No access",
        Declined = "declined" "Declined",
        DidNotAttend = "did_not_attend" "Did not attend",
        Cancelled = "cancelled" "Cancelled",
        NoReply = "no_reply" "No reply",
    }
}

crate::closed_list! {
    /// Yes, no, or nobody wrote it down.
    pub enum Answer {
        Yes = "yes" "Yes",
        No = "no" "No",
        NotRecorded = "not_recorded" "Not recorded",
    }
}

crate::closed_list! {
    /// Whether the contact raised a concern.
    pub enum Concern {
        None = "none" "None",
        Some = "some" "Some concern",
        Urgent = "urgent" "Urgent concern",
    }
}

impl Mode {
    /// Both sides took part: only then can it count as contact (DESIGN section 2, rule 1).
    pub fn is_two_way(self) -> bool {
        matches!(self, Self::HomeVisit | Self::InPersonElsewhere | Self::Video | Self::Phone)
    }

    /// The child and the practitioner were in one room.
    pub fn is_in_person(self) -> bool {
        matches!(self, Self::HomeVisit | Self::InPersonElsewhere)
    }

    /// Nobody can see a child this way.
    fn cannot_show_the_child(self) -> bool {
        matches!(self, Self::Phone | Self::Letter | Self::Email | Self::Text)
    }
}

/// A contact: what an [`Id`](crate::id::Id) of one names.
pub struct Contact;

/// The sentence for what cannot be true together, or none (DESIGN section 2, *Codes*).
pub fn contradiction(mode: Mode, outcome: Outcome, seen: Answer, spoken_to: Answer, alone: Answer) -> Option<&'static str> {
    if outcome != Outcome::Completed && seen == Answer::Yes {
        return Some("The child cannot have been seen at a contact that was not completed");
    }
    if outcome != Outcome::Completed && spoken_to == Answer::Yes {
        return Some("The child cannot have been spoken to at a contact that was not completed");
    }
    if mode.cannot_show_the_child() && seen == Answer::Yes {
        return Some("A child cannot be seen by telephone, letter, email or text");
    }
    if alone == Answer::Yes && spoken_to != Answer::Yes {
        return Some("A child spoken to alone was spoken to: say yes to both, or to neither");
    }
    None
}

/// Whether the child was seen, where nobody answered and the rest leaves no doubt; none where it has
/// to be asked. Never a *yes*.
pub fn seen_left_open(mode: Mode, outcome: Outcome) -> Option<Answer> {
    match mode {
        _ if outcome != Outcome::Completed || mode.cannot_show_the_child() => Some(Answer::No),
        Mode::Report | Mode::NotRecorded => Some(Answer::NotRecorded),
        _ => None,
    }
}

/// Whether the child was spoken to, in the same way.
pub fn spoken_to_left_open(mode: Mode, outcome: Outcome, seen: Answer) -> Option<Answer> {
    match mode {
        _ if outcome != Outcome::Completed => Some(Answer::No),
        Mode::Letter | Mode::Email | Mode::Text => Some(Answer::No),
        Mode::Phone | Mode::Report | Mode::NotRecorded => Some(Answer::NotRecorded),
        _ if seen == Answer::Yes => None,
        _ => Some(seen),
    }
}

/// Whether the child was alone, in the same way.
pub fn alone_left_open(seen: Answer, spoken_to: Answer) -> Option<Answer> {
    match spoken_to {
        Answer::Yes if seen == Answer::Yes => None,
        Answer::Yes => Some(Answer::NotRecorded),
        not_spoken_to => Some(not_spoken_to),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_open_is_never_a_yes_and_never_a_contradiction() {
        for &mode in Mode::ALL {
            for &outcome in Outcome::ALL {
                let Some(seen) = seen_left_open(mode, outcome) else { continue };
                let spoken_to = spoken_to_left_open(mode, outcome, seen).expect("not seen, so there is nothing to ask");
                let alone = alone_left_open(seen, spoken_to).expect("not spoken to, so there is nothing to ask");
                assert!(![seen, spoken_to, alone].contains(&Answer::Yes), "{mode} {outcome}");
                assert_eq!(contradiction(mode, outcome, seen, spoken_to, alone), None);
            }
        }
    }

    #[test]
    fn a_completed_visit_or_call_with_a_picture_always_asks_whether_the_child_was_seen() {
        for mode in [Mode::HomeVisit, Mode::InPersonElsewhere, Mode::Video] {
            assert_eq!(seen_left_open(mode, Outcome::Completed), None);
            assert_eq!(spoken_to_left_open(mode, Outcome::Completed, Answer::Yes), None);
        }
        assert_eq!(alone_left_open(Answer::Yes, Answer::Yes), None);
    }

    #[test]
    fn what_cannot_be_true_together_is_named() {
        use Answer::{No, NotRecorded, Yes};
        assert!(contradiction(Mode::HomeVisit, Outcome::NoAccess, Yes, No, No).is_some());
        assert!(contradiction(Mode::HomeVisit, Outcome::NoAccess, No, Yes, No).is_some());
        assert!(contradiction(Mode::Phone, Outcome::Completed, Yes, Yes, No).is_some());
        assert!(contradiction(Mode::HomeVisit, Outcome::Completed, Yes, NotRecorded, Yes).is_some());
        assert!(contradiction(Mode::Phone, Outcome::Completed, No, Yes, Yes).is_none());
        assert!(contradiction(Mode::Video, Outcome::Completed, Yes, Yes, Yes).is_none());
    }
}
