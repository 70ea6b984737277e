"""Rules as pure functions: `facts` is what they decide on, `fit` where goods may lie, `fefo` what to pick, `numbers` SSCCs."""
