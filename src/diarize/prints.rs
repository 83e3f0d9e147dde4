//! Many voice prints, and means of them.

/// Vectors of one size, one behind the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Prints {
    dimensions: usize,
    values: Vec<f32>,
}

impl Prints {
    /// None yet, of so many numbers each (at least one).
    pub fn new(dimensions: usize) -> Self {
        Prints {
            dimensions: dimensions.max(1),
            values: Vec::new(),
        }
    }

    /// So many vectors of zeros.
    pub fn zeros(dimensions: usize, n: usize) -> Self {
        let mut prints = Prints::new(dimensions);
        prints.values.resize(prints.dimensions * n, 0.0);
        prints
    }

    /// Numbers of each vector.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.values.len() / self.dimensions
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Appends a vector, cut or filled with zeros to the common size.
    pub fn push(&mut self, print: &[f32]) {
        let end = self.values.len() + self.dimensions;
        self.values.extend(print.iter().take(self.dimensions));
        self.values.resize(end, 0.0);
    }

    /// Vector `i`. Panics beyond the end, as a slice does.
    pub fn get(&self, i: usize) -> &[f32] {
        &self.values[i * self.dimensions..(i + 1) * self.dimensions]
    }

    /// Vector `i`, to be changed.
    pub fn get_mut(&mut self, i: usize) -> &mut [f32] {
        &mut self.values[i * self.dimensions..(i + 1) * self.dimensions]
    }

    /// All in order.
    pub fn iter(&self) -> std::slice::ChunksExact<'_, f32> {
        self.values.chunks_exact(self.dimensions)
    }

    /// Forgets them all.
    pub fn clear(&mut self) {
        self.values.clear();
    }

    /// Adds `weight` times `print` to vector `i`.
    pub fn add(&mut self, i: usize, weight: f32, print: &[f32]) {
        add_scaled(self.get_mut(i), weight, print);
    }

    /// Scales each vector to length one; zeros stay.
    pub fn normalise(&mut self) {
        self.values.chunks_exact_mut(self.dimensions).for_each(normalise);
    }

    /// The vector most similar to `print` and its cosine, all of length one.
    pub fn nearest(&self, print: &[f32]) -> Option<(usize, f32)> {
        let cosines = self.iter().map(|own| dot(own, print)).enumerate();
        cosines.max_by(|a, b| a.1.total_cmp(&b.1))
    }
}

/// Sums that are kept apart until the end, so that the compiler makes vector code of them.
const LANES: usize = 16;

/// `sum a[i] * b[i]` over the shorter of the two.
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    let n = a.len().min(b.len());
    let ((a, a_rest), (b, b_rest)) = (a[..n].as_chunks::<LANES>(), b[..n].as_chunks::<LANES>());
    let mut lanes = [0.0; LANES];
    for (a, b) in a.iter().zip(b) {
        for i in 0..LANES {
            lanes[i] += a[i] * b[i];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    lanes.iter().sum::<f32>() + rest
}

/// `sum += weight * print` over the shorter of the two.
pub fn add_scaled(sum: &mut [f32], weight: f32, print: &[f32]) {
    sum.iter_mut().zip(print).for_each(|(sum, x)| *sum += weight * x);
}

/// Scales to length one; zeros stay.
pub fn normalise(print: &mut [f32]) {
    let length = dot(print, print).sqrt();
    if length > 0.0 {
        print.iter_mut().for_each(|x| *x /= length);
    }
}

/// Means of length one of the prints of each label below `n_labels`.
pub fn centroids(prints: &Prints, labels: &[usize], n_labels: usize) -> Prints {
    let mut means = Prints::zeros(prints.dimensions(), n_labels);
    for (print, &label) in prints.iter().zip(labels) {
        means.add(label, 1.0, print);
    }
    means.normalise();
    means
}
