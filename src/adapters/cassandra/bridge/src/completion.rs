use crate::outcome::Outcome;

/// What the C side wants to have back with the answer.
pub enum Context {}
pub type Done = extern "C" fn(*mut Context, *mut Outcome);

/// The one answer that a request owes. Dropped without one (its task panicked, or the runtime ended first), it says so:
/// no caller waits for ever.
pub struct Completion {
    done: Done,
    context: *mut Context,
    answered: bool,
}

// The C side takes answers on any thread.
unsafe impl Send for Completion {}

impl Completion {
    pub fn new(done: Done, context: *mut Context) -> Self {
        Completion { done, context, answered: false }
    }

    pub fn finish(mut self, outcome: Outcome) {
        self.answer(outcome);
    }

    fn answer(&mut self, outcome: Outcome) {
        self.answered = true;
        (self.done)(self.context, Box::into_raw(Box::new(outcome)));
    }
}

impl Drop for Completion {
    fn drop(&mut self) {
        if !self.answered {
            self.answer(Outcome::dropped());
        }
    }
}
