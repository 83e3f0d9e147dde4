//! From heard words to written text: disfluency, punctuation, numbers, own words, flow.
//!
//! Knows nothing of the document beyond the text before and after the insertion point.
