"""The pack's rules applied to facts: maturity, importance, ranking, costs, choice, plan, advice."""
