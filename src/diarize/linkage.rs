//! Agglomerative clustering of weighted voice prints by average linkage under cosine similarity.

use super::prints::{Prints, dot};

/// Joins the two most similar clusters until no two are as similar as `stop`; gives each point's cluster, numbered from
/// 0 in order of first appearance.
///
/// The similarity of two clusters is the mean over their pairs of points, a point of weight w counting w times.
/// Quadratic in memory, and in time but for rows whose nearest neighbour was joined.
pub fn average_linkage(points: &Prints, weights: &[f32], stop: f32) -> Vec<usize> {
    let n = points.len();
    let mut weights = weights.to_vec();
    let mut similarity = vec![f32::NEG_INFINITY; n * n];
    for i in 0..n {
        for j in 0..i {
            let cosine = dot(points.get(i), points.get(j));
            (similarity[i * n + j], similarity[j * n + i]) = (cosine, cosine);
        }
    }
    let mut joined_to: Vec<usize> = (0..n).collect();
    let mut alive: Vec<usize> = (0..n).collect();
    let nearest = |similarity: &[f32], alive: &[usize], i: usize| {
        let others = alive.iter().filter(|&&j| j != i);
        others
            .map(|&j| (similarity[i * n + j], j))
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .unwrap_or((f32::NEG_INFINITY, i))
    };
    let mut neighbours: Vec<(f32, usize)> = (0..n).map(|i| nearest(&similarity, &alive, i)).collect();
    while let Some(&a) = alive
        .iter()
        .max_by(|&&a, &&b| neighbours[a].0.total_cmp(&neighbours[b].0))
    {
        let (cosine, b) = neighbours[a];
        if cosine < stop || a == b {
            break;
        }
        let (into, gone) = (a.min(b), a.max(b));
        alive.retain(|&i| i != gone);
        joined_to[gone] = into;
        let (w, v) = (weights[into], weights[gone]);
        for &i in alive.iter().filter(|&&i| i != into) {
            let mean = (w * similarity[into * n + i] + v * similarity[gone * n + i]) / (w + v);
            (similarity[into * n + i], similarity[i * n + into]) = (mean, mean);
        }
        weights[into] = w + v;
        for i in alive.clone() {
            if i == into || neighbours[i].1 == into || neighbours[i].1 == gone {
                neighbours[i] = nearest(&similarity, &alive, i);
            } else if similarity[i * n + into] > neighbours[i].0 {
                neighbours[i] = (similarity[i * n + into], into);
            }
        }
    }
    number(&joined_to)
}

/// Follows each point to its cluster's first and numbers the clusters.
fn number(joined_to: &[usize]) -> Vec<usize> {
    let mut labels = Vec::with_capacity(joined_to.len());
    let mut n_clusters = 0;
    for (i, &into) in joined_to.iter().enumerate() {
        // What a cluster is joined to stands before it.
        if into == i {
            labels.push(n_clusters);
            n_clusters += 1;
        } else {
            labels.push(labels[into]);
        }
    }
    labels
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same by the definition: means over all pairs, looked up anew for each join.
    fn by_definition(points: &Prints, weights: &[f32], stop: f32) -> Vec<usize> {
        let mut clusters: Vec<Vec<usize>> = (0..points.len()).map(|i| vec![i]).collect();
        let mean = |a: &[usize], b: &[usize]| {
            let pairs = a.iter().flat_map(|&i| b.iter().map(move |&j| (i, j)));
            let (sum, n) = pairs.fold((0.0, 0.0), |(sum, n), (i, j)| {
                let w = weights[i] * weights[j];
                (sum + w * dot(points.get(i), points.get(j)), n + w)
            });
            sum / n
        };
        loop {
            let mut best = (stop, None);
            for a in 0..clusters.len() {
                for b in 0..a {
                    let cosine = mean(&clusters[a], &clusters[b]);
                    if cosine >= best.0 {
                        best = (cosine, Some((a, b)));
                    }
                }
            }
            let Some((a, b)) = best.1 else { break };
            let moved = clusters.remove(a);
            clusters[b].extend(moved);
        }
        let mut labels = vec![0; points.len()];
        clusters.sort_by_key(|cluster| cluster.iter().min().copied());
        for (label, cluster) in clusters.iter().enumerate() {
            cluster.iter().for_each(|&i| labels[i] = label);
        }
        labels
    }

    proptest! {
        #[test]
        fn it_is_what_the_definition_says(angles in proptest::collection::vec(0.0f32..3.1, 0..14), weights in proptest::collection::vec(1u8..10, 14), stop in -0.9f32..0.99) {
            let mut points = Prints::new(2);
            angles.iter().for_each(|angle| points.push(&[angle.cos(), angle.sin()]));
            let weights: Vec<f32> = weights.iter().take(angles.len()).map(|&w| f32::from(w)).collect();
            prop_assert_eq!(average_linkage(&points, &weights, stop), by_definition(&points, &weights, stop));
        }
    }
}
