//! Library: text, transactions, selection, motion, history, format. std and unicode only.
