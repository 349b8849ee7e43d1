"""AWS Amplify Data for Pulumi."""
