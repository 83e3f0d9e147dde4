//! Work on many rows shared by threads.

use rayon::prelude::*;

use super::error::Result;

/// How many threads share the work of one reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Threads(usize);

impl Threads {
    pub fn new(count: usize) -> Self {
        Threads(count.max(1))
    }

    /// Does the jobs, each with buffers that follow a thread from one to the next: in order on the caller's thread, or by
    /// the pool that the whole program has. The first error ends it.
    pub fn run<T: Send, W: Default>(
        self,
        jobs: impl Iterator<Item = T>,
        work: impl Fn(&mut W, T) -> Result<()> + Sync,
    ) -> Result<()> {
        if self.0 == 1 {
            let mut buffers = W::default();
            return jobs.into_iter().try_for_each(|job| work(&mut buffers, job));
        }
        let jobs: Vec<T> = jobs.collect();
        let each = jobs.len().div_ceil(self.0).max(1);
        let shared = jobs.into_par_iter().with_min_len(each);
        shared.try_for_each_init(W::default, |buffers, job| work(buffers, job))
    }

    /// How many of `count` outputs each thread takes, a multiple of 16.
    pub fn channels(self, count: usize) -> usize {
        count.div_ceil(self.0).next_multiple_of(16)
    }
}
