//! What is referred to comes before what refers to it.

/// The numbers from 0, each behind its `parents`, and otherwise as they are. In a circle one has to come
/// before its parents: the first.
pub(super) fn parents_first(parents: &[Vec<usize>]) -> Vec<usize> {
    let mut ordered = Vec::with_capacity(parents.len());
    let mut seen = vec![false; parents.len()];
    for first in 0..parents.len() {
        if seen[first] {
            continue;
        }
        seen[first] = true;
        // Not by recursion: a chain can be as long as there are records.
        let mut path = vec![(first, parents[first].iter())];
        while let Some((number, left)) = path.last_mut() {
            if let Some(&parent) = left.find(|parent| !seen[**parent]) {
                seen[parent] = true;
                path.push((parent, parents[parent].iter()));
            } else {
                ordered.push(*number);
                path.pop();
            }
        }
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_come_first_and_a_circle_ends() {
        for (parents, ordered) in [
            (vec![vec![], vec![], vec![]], vec![0, 1, 2]),
            (vec![vec![2], vec![0], vec![]], vec![2, 0, 1]),
            (vec![vec![0]], vec![0]),
            (vec![vec![1], vec![2], vec![0], vec![1]], vec![2, 1, 0, 3]),
        ] {
            assert_eq!(parents_first(&parents), ordered, "{parents:?}");
        }
        let chain: Vec<Vec<usize>> = (1..=100_000).map(|next| vec![next % 100_000]).collect();
        assert_eq!(parents_first(&chain).first(), Some(&99_999));
    }
}
