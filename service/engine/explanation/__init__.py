"""Words and evidence for a decision: answer, trace, findings, counterfactuals, robustness, comparison."""
