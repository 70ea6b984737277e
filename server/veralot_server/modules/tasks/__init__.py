"""The one inbox: `queries` asks every module for what waits (`@tasks`), and puts the most urgent first."""
