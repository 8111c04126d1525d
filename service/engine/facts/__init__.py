"""From a profile to facts: closed answers, bands of measures, workload."""
